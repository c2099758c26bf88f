import { consent, consentItem, consentStream, type ConsentEvent, type ConsentRecord } from '@hub/consents';
import { fold, type EventStore } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import type { Subscription } from '@hub/subscriptions';
import type { CauseEvent } from './any-event.js';
import type { Draft, Outcome } from './draft.js';
import type { Judged, Look } from './judging.js';
import { wants, type Occasion, type Showing } from './telling.js';
import { heldBack } from './withheld.js';

const GRANTED = 'org.concord.consent.granted.v1';
const WITHDRAWN = 'org.concord.consent.withdrawn.v1';

export const lookAtConsents = (person: PersonId): Look => ({
  person,
  consents: true,
  only: ({ kind }) => kind === 'consent',
});

/** Whether a consent is about anything that the subscription is. */
const concerns = ({ wanted }: Subscription, { scope }: ConsentRecord): boolean =>
  scope.categories === undefined || scope.categories.some((category) => wanted.categories.includes(category));

const stands = ({ withdrawn, inError, decision }: ConsentRecord): boolean =>
  decision === 'permit' && !withdrawn && !inError;

/** The permissions that an event gave or ended. */
const changedBy = async (
  store: Pick<EventStore, 'read'>,
  { data, revision }: CauseEvent & ConsentEvent,
): Promise<readonly ConsentRecord[]> => {
  const history = await store.read<ConsentEvent>(consentStream(data.subject), { to: revision });
  const before = new Set(
    fold(consent, history.slice(0, -1))
      .filter(stands)
      .map(({ consentId }) => consentId),
  );
  return fold(consent, history).filter((one) => stands(one) !== before.has(one.consentId));
};

const showingOf = (looks: readonly Judged[], one: ConsentRecord): Showing | undefined => {
  const item = consentItem(one.consentId);
  for (const judged of looks) {
    const shown = judged.shown.find((each) => each.item.id === item);
    if (shown && concerns(judged.subscription, one)) return { judged, shown };
  }
  return undefined;
};

const draftOf = ({ cause, person }: Occasion, key: string, { judged, shown }: Showing, one: ConsentRecord): Draft => {
  const given = stands(one);
  const time = given ? one.effectiveAt : cause.recordedAt;
  const validfrom = given ? one.period.from : cause.recordedAt;
  const until = given && one.period.until !== undefined ? { validuntil: one.period.until } : {};
  return {
    ...{ type: given ? GRANTED : WITHDRAWN, cause, key, time, readable: true },
    dataOf: (reference) => ({ reference: `consent/${reference('consent', one.consentId)}`, validfrom, ...until }),
    about: { judged, person, shown: [shown] },
  };
};

const isOfConsents = (event: CauseEvent): event is CauseEvent & ConsentEvent => event.stream.startsWith('consents-');

/** Consents that an event gave or ended, as far as they show to the partner; not what it recorded itself. */
export const consentNews = async (
  store: Pick<EventStore, 'read'>,
  occasion: Occasion,
  { key, looks }: { readonly key: string; readonly looks: readonly Judged[] },
): Promise<readonly Outcome[]> => {
  const { cause } = occasion;
  const [first] = looks;
  if (!first || !isOfConsents(cause) || cause.data.agencyId === first.subscription.agencyId) return [];
  return (await changedBy(store, cause)).flatMap((one): readonly Outcome[] => {
    const type = stands(one) ? GRANTED : WITHDRAWN;
    const showing = showingOf(looks, one);
    if (showing) return wants(showing.judged.subscription, type) ? [draftOf(occasion, key, showing, one)] : [];
    return heldBack(
      occasion,
      looks,
      type,
      ({ id }, { subscription }) => id === consentItem(one.consentId) && concerns(subscription, one),
    );
  });
};
