import type { ConsentRecord } from '@hub/consents';
import type { DisclosureEvent } from '@hub/disclosures';
import type { AgencyId, Category, ConsentScope } from '@hub/sharing';

/** What somebody recorded as told by phone, in a meeting or by letter. */
export type ByHand = Extract<DisclosureEvent, { type: 'ManualDisclosureRecorded' }>['data'];

/** Whether a consent lets an agency be told. */
export const namesAgency = ({ excludedAgencies, recipients }: ConsentScope, agency: AgencyId): boolean =>
  !excludedAgencies.includes(agency) && (recipients?.includes(agency) ?? true);

const namesRecipient = ({ scope }: ConsentRecord, { recipient }: ByHand): boolean =>
  'agencyId' in recipient ? namesAgency(scope, recipient.agencyId) : scope.recipients === undefined;

/** Whether a consent covers what was told by hand: an entry made by hand says that it relied on consent, not on which. */
const covers = (consent: ConsentRecord, told: ByHand): boolean => {
  const { decision, scope, effectiveAt } = consent;
  return (
    decision === 'permit' &&
    effectiveAt <= told.effectiveAt &&
    told.purpose !== undefined &&
    scope.purposes.includes(told.purpose) &&
    (scope.categories === undefined || told.categories.some((one) => scope.categories?.includes(one as Category))) &&
    namesRecipient(consent, told)
  );
};

/** Whether what was told by hand relied on one of these consents: consent was its basis, and one of them covers it. */
export const reliedByHand = (told: ByHand, consents: readonly ConsentRecord[]): boolean =>
  told.basis.article6 === 'a' && consents.some((consent) => covers(consent, told));
