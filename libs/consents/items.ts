import { fold, type Recorded } from '@hub/eventsourcing';
import type { AgencyId, Item, ItemId } from '@hub/sharing';
import { consent, type ConsentRecord } from './consent.js';
import type { ConsentEvent } from './events.js';

type History = readonly Recorded<ConsentEvent>[];

export const consentItem = (consentId: string): ItemId => `consent-${consentId}`;

/** What an agency recorded itself, and what names it, or everybody, as a recipient. */
const concerns =
  (agency: AgencyId) =>
  ({ agencyId, scope }: ConsentRecord): boolean =>
    agencyId === agency || (scope.recipients?.includes(agency) ?? true);

/**
 * The consents about one person that concern an agency, as its own items: whoever is told something by a consent may know
 * of it, as far as no bar says otherwise.
 *
 * A consent tells of its subject and its grantor, and that the agency that recorded it deals with them, as an involvement
 * does. Those that were entered in error are among them: they are told as such.
 */
export const consentItems = (history: History, agency: AgencyId): readonly Item[] => {
  const last = history.at(-1);
  if (!last) return [];
  return fold(consent, history)
    .filter(concerns(agency))
    .map(({ consentId, subject, grantor, effectiveAt }) => ({
      id: consentItem(consentId),
      kind: 'consent',
      category: 'involvement',
      source: agency,
      stream: last.stream,
      revision: last.revision,
      effectiveAt,
      labels: [],
      restrictions: [],
      passages: [
        {
          id: consentId,
          subjects: [...new Set([subject, grantor])],
          thirdParties: [],
          revealsProtectedSource: false,
          location: 'reveals',
        },
      ],
    }));
};
