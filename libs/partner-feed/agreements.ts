import { agreement, type AgreementEvent } from '@hub/agreements';
import { fold, type EventStore, type Position, type Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';
import { newsOf, type AgreementNews } from './business.js';
import type { Draft } from './draft.js';

interface About {
  readonly agreementId: string;
  readonly news: AgreementNews;
}

const keyOf = (agreementId: string): string => `agreement/${agreementId}`;

/** Which agreement messages with a key are about; none where they are about somebody. */
export const agreementIn = (key: string): string | undefined => /^agreement\/(.+)$/.exec(key)?.[1];

const draftOf = (cause: CauseEvent, { agreementId, news: { type, version } }: About): Draft => {
  const [key, at] = [keyOf(agreementId), cause.recordedAt];
  return { ...{ type, cause, key, time: at, agreementId }, dataOf: () => ({ reference: key, validfrom: at, version }) };
};

/** Who stopped it knows. That the last signature brought it into force is news to all. */
const knows = (agency: AgencyId, { data }: CauseEvent): boolean => 'by' in data && data.by === agency;

/** What a party to an agreement is told of what has become of it. */
export const agreementNews = (agency: AgencyId, cause: CauseEvent, about: About): readonly Draft[] =>
  knows(agency, cause) ? [] : [draftOf(cause, about)];

interface Waited {
  readonly cause: CauseEvent;
  readonly agreementId: string;
  /** Where what waits begins. */
  readonly since: Position;
}

/** What has become of an agreement while its messages waited: how it stands now, where that is news. */
export const agreementNewsSince = async (
  store: Pick<EventStore, 'read' | 'isAfter'>,
  agency: AgencyId,
  { cause, agreementId, since }: Waited,
): Promise<readonly Draft[]> => {
  const isOfIt = ({ type, data }: Recorded<AgreementEvent>): boolean =>
    type.startsWith('Agreement') && data.agreementId === agreementId;
  const history = (await store.read<AgreementEvent>('register')).filter(
    (event) => isOfIt(event) && !store.isAfter(event.position, cause.position),
  );
  const last = history.at(-1);
  const before = fold(
    agreement,
    history.filter(({ position }) => store.isAfter(since, position)),
  );
  const news = newsOf(before.get(agreementId), fold(agreement, history).get(agreementId), cause.recordedAt);
  if (!last || knows(agency, last) || !news?.parties.includes(agency)) return [];
  return [draftOf(cause, { agreementId, news })];
};
