import { isSeenAsGap, type FeedEvent, type MessageAbout } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import { distinct } from './distinct.js';
import type { FlowEnds } from './flow-ends.js';
import { trailItems } from './trail-items.js';
import type { TrailItem, TrailRow } from './trail-row.js';

type About = Omit<MessageAbout, 'items'>;
type Of<T extends FeedEvent['type']> = Extract<FeedEvent, { type: T }>;

/** Of several records of one person the partner knows that which it is told of. */
const subjectsOf = ({ subjects, person }: Pick<About, 'subjects' | 'person'>) =>
  subjects.every((subject) => subject === person) ? { subjects } : { subjects, knownAs: [person] };

/** What all entries about messages have in common: who was told, or was not, and as what. */
const rowAbout = (
  { recordedAt, data }: Recorded<Of<'MessagesReleased' | 'MessageWithheld'>>,
  id: string,
  { decided: { request, decision, question }, ...whom }: About,
) => ({
  ...({ id, disclosureId: id, kind: 'message', question, recordedAt, at: data.at } as const),
  ...{ agency: data.agencyId, worker: request.worker, role: request.role, outcome: decision.outcome },
  ...(request.purpose === undefined ? {} : { purpose: request.purpose }),
  ...subjectsOf(whom),
  reasons: distinct(decision.reasons.map(({ code }) => code)),
  obligations: decision.obligations,
  policy: decision.policy,
});

const sourcesOf = (items: readonly TrailItem[]): readonly AgencyId[] =>
  items.flatMap(({ flows }) => flows.map(({ from }) => from));

const releasedRows = (event: Recorded<Of<'MessagesReleased'>>, ends: FlowEnds): readonly TrailRow[] =>
  event.data.messages.flatMap(({ messageId, message, about }) => {
    // An agreement is about nobody.
    if (!about) return [];
    const fields = 'data' in message ? Object.keys(message.data).sort() : [];
    const told = about.items.map(({ item, revision }) => ({ item, revision, fields }));
    const items = trailItems(told, about.decided.decision, ends);
    return [
      {
        ...rowAbout(event, messageId, about),
        items,
        fields: [],
        bases: distinct(items.flatMap(({ basis }) => basis ?? [])),
        parties: distinct([event.data.agencyId, ...sourcesOf(items)]),
      },
    ];
  });

/** What was held back: read of by the partner where it sees that there is something. */
const withheldRow = (event: Recorded<Of<'MessageWithheld'>>): TrailRow => {
  const { about, agencyId } = event.data;
  const parties = isSeenAsGap(about) ? [agencyId] : [];
  return { ...rowAbout(event, event.id, about), items: [], fields: [], bases: [], parties };
};

/** A message that was released and never sent: after the entry that says so, under the same id. */
const voidRow = ({ id, recordedAt, data }: Recorded<Of<'MessageVoided'>>): readonly TrailRow[] => {
  const { agencyId, messageId, because, at, about, left } = data;
  if (!about || left) return [];
  const { worker, role, purpose, ...whom } = about;
  return [
    {
      ...({ id, disclosureId: messageId, kind: 'void', question: 'message', recordedAt, at } as const),
      ...{ agency: agencyId, worker, role, ...(purpose === undefined ? {} : { purpose }), ...subjectsOf(whom) },
      ...{ items: [], fields: [], bases: [], parties: [agencyId], reasons: [because], obligations: [] },
    },
  ];
};

/** The entries that an event of a feed makes: one for each message about somebody. */
export const messageRows = (event: Recorded<FeedEvent>, ends: FlowEnds): readonly TrailRow[] => {
  switch (event.type) {
    case 'MessagesReleased':
      return releasedRows(event, ends);
    case 'MessageWithheld':
      return [withheldRow(event)];
    case 'MessageVoided':
      return voidRow(event);
    default:
      return [];
  }
};
