import { recordedDecision, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import type { Decision, PassageOutcome } from '@hub/sharing';
import { flowEnds, messageRows, rowFor, type TrailRow } from './index.js';

const [at, recordedAt] = ['2026-06-30T09:00:00.000Z', '2026-06-30T09:00:01.000Z'];

const passage = (outcome: PassageOutcome['outcome']): PassageOutcome => ({
  ...{ passage: 'p', outcome, obligations: [], consents: [] },
  reasons: [{ code: outcome === 'permit' ? 'CONSENT' : 'SEALED', stage: 7, rule: 'r', sentence: 's' }],
  ...(outcome === 'permit' && { via: { kind: 'flow', agreement: 'early-help', version: 1, flow: 3 } }),
});

const decision = (outcome: PassageOutcome['outcome']): Decision => ({
  ...{ policy: 'v1', outcome: 'permit', entitled: true, reasons: [], gates: [], obligations: [], consents: [] },
  items: [
    {
      ...{ item: 'note-n1', stream: 'note-n1', revision: 2, outcome, onward: [], basis: { article6: 'e' } },
      passages: [passage(outcome)],
    },
  ],
  heads: { 'note-n1': 2 },
});

type About = NonNullable<ReleasedMessage['about']>;

const about = (outcome: PassageOutcome['outcome']): About => ({
  ...{ subscriptionId: 's1', person: 'c1', subjects: ['c1', 'c2'], holdsUntil: at },
  items: outcome === 'permit' ? [{ item: 'note-n1', stream: 'note-n1', revision: 2 }] : [],
  decided: {
    question: 'message',
    request: {
      ...{ agency: 'school', worker: 'system-s1', role: 'system', purpose: 'early-help' },
      ...{ action: 'message', channel: 'message', subjects: ['c1'], at },
    },
    decision: recordedDecision(decision(outcome)),
  },
});

const of = { agencyId: 'school', upTo: '7', at };
const cause = { eventId: 'e', position: '7' };

const recorded = (event: FeedEvent): Recorded<FeedEvent> => ({
  ...event,
  ...{ id: 'f1', stream: 'feed-school', revision: 0, position: '9', recordedAt },
  metadata: { agency: 'partnership', actor: 'publisher', correlationId: 'e' },
});

const message = {
  ...{ id: 'm1', type: 'org.concord.note.shared.v1', sequence: 1, previous: 0 },
  data: { reference: 'note/x', validfrom: at, category: 'injury' },
} as ReleasedMessage['message'];

const released = (whom?: About): Recorded<FeedEvent> =>
  recorded({
    type: 'MessagesReleased',
    data: {
      ...of,
      messages: [{ messageId: 'm1', sequence: 1, key: 'k', message, cause, ...(whom && { about: whom }) }],
    },
  });

const withheld = (outcome: 'mask' | 'omit', heldBack?: readonly string[]): Recorded<FeedEvent> => {
  const { items: _, ...whom } = about(outcome);
  return recorded({
    type: 'MessageWithheld',
    data: { ...of, cause, about: { ...whom, ...(heldBack && { heldBack }) } },
  });
};

const voided = (whom?: About, had: { readonly left?: true } = {}): Recorded<FeedEvent> =>
  recorded({
    type: 'MessageVoided',
    data: {
      ...{ agencyId: 'school', messageId: 'm1', sequence: 1, because: 'permission-gone', at, ...had },
      message: {
        ...{ specversion: '1.0', id: 'm1', source: '/x', type: 'org.concord.note.shared.v1', subject: 'person/k' },
        ...{ time: at, recordedtime: at, correlationid: 'c', causationid: 'e', sequence: 1, previous: 0 },
        ...{ void: true, jws: 'h..s' },
      },
      ...(whom && {
        about: {
          ...{ person: whom.person, subjects: whom.subjects },
          ...{ worker: 'system-s1', role: 'system', purpose: 'early-help' },
        },
      }),
    },
  });

const rowsOf = (event: Recorded<FeedEvent>): readonly TrailRow[] => {
  const ends = flowEnds();
  ends.take({
    type: 'AgreementDrafted',
    data: { agreementId: 'early-help', version: 1, terms: { flows: [{ number: 3, from: 'health', to: 'school' }] } },
  });
  return messageRows(event, ends.of);
};

const readBy = (agency: string, event: Recorded<FeedEvent>): readonly TrailRow[] =>
  rowsOf(event).flatMap((row) => rowFor({ agency, hash: () => 'hash' }, row));

describe('a message in the trail', () => {
  it('is an entry of its own, found by every record of the person, by its agency, its agreement and its flow', () => {
    const flow = { agreement: 'early-help', version: 1, flow: 3, from: 'health', to: 'school' };
    expect(rowsOf(released(about('permit')))).toEqual([
      expect.objectContaining({
        ...{ id: 'm1', disclosureId: 'm1', kind: 'message', question: 'message', recordedAt, at },
        ...{ agency: 'school', worker: 'system-s1', role: 'system', purpose: 'early-help', subjects: ['c1', 'c2'] },
        items: [
          {
            ...{ item: 'note-n1', revision: 2, fields: ['category', 'reference', 'validfrom'] },
            ...{ flows: [flow], basis: { article6: 'e' } },
          },
        ],
        parties: ['school', 'health'],
      }),
    ]);
  });

  it('names to its own agency the record that the agency is told of, and to whoever told it nobody', () => {
    expect(readBy('school', released(about('permit')))).toMatchObject([{ subjects: ['c1'] }]);
    expect(readBy('health', released(about('permit')))).toMatchObject([{ subjects: [], items: [{ item: 'note-n1' }] }]);
    expect(readBy('police', released(about('permit')))).toEqual([]);
  });

  it('makes no entry where it is about nobody', () => {
    expect(rowsOf(released())).toEqual([]);
  });

  it('that was void before it was sent is said to be so under its id, to its agency alone', () => {
    const row = {
      ...{ id: 'f1', disclosureId: 'm1', kind: 'void', question: 'message', items: [], reasons: ['permission-gone'] },
      ...{ agency: 'school', worker: 'system-s1', role: 'system', purpose: 'early-help', recordedAt, at },
    };
    expect(readBy('school', voided(about('permit')))).toMatchObject([{ ...row, subjects: ['c1'] }]);
    expect(rowsOf(voided(about('permit')))).toMatchObject([{ subjects: ['c1', 'c2'], parties: ['school'] }]);
    expect(readBy('health', voided(about('permit')))).toEqual([]);
    expect(rowsOf(voided())).toEqual([]);
  });

  it('that may have left before it was void is not said to be void: its entry stands', () => {
    expect(rowsOf(voided(about('permit'), { left: true }))).toEqual([]);
  });

  it('that was held back is read of where there is a gap to be seen, and by nobody where there is no trace', () => {
    expect(readBy('school', withheld('mask'))).toMatchObject([{ id: 'f1', kind: 'message', items: [] }]);
    expect(rowsOf(withheld('omit'))).toMatchObject([{ id: 'f1', parties: [] }]);
    for (const agency of ['school', 'health']) expect(readBy(agency, withheld('omit'))).toEqual([]);
  });

  it('that was held back is read of by nobody where what shows as a gap is something else', () => {
    expect(readBy('school', withheld('mask', ['note-n1']))).toHaveLength(1);
    expect(rowsOf(withheld('mask', ['note-n2']))).toMatchObject([{ id: 'f1', parties: [] }]);
  });
});
