import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import {
  ACKNOWLEDGEMENTS,
  LAWFUL_REASONS,
  recall,
  recallStream,
  seedOf,
  streamOf,
  type AcknowledgeRecall,
  type RaiseRecall,
  type RecallEvent,
} from './index.js';

const given = behaviourOf(recall);

const now = '2026-06-01T09:00:00.000Z';
const later = '2026-06-02T09:00:00.000Z';
const item = {
  item: 'note-n1',
  revision: 0,
  references: ['note-n1'],
  flows: [{ agreement: 'a', version: 1, flow: 1 }],
};

const notice: Omit<RaiseRecall['data'], 'now'> = {
  recallId: 'r1',
  agencyId: 'school',
  subjects: ['child', 'child-again'],
  knownAs: ['child'],
  cause: { eventId: 'e1', kind: 'ConsentWithdrawn', by: 'health' },
  scope: { items: [item], byHand: [] },
  obligation: 'stop-using',
};
const raise = (other: Partial<RaiseRecall['data']> = {}): RaiseRecall => ({
  type: 'RaiseRecall',
  data: { ...notice, ...other, now },
});
const raised: RecallEvent = {
  type: 'RecallRaised',
  data: { ...notice, due: '2026-06-06T09:00:00.000Z', at: now },
};

const saying = { recallId: 'r1', agencyId: 'school', worker: 'w-ig', role: 'ig' };
const acknowledge = (other: Partial<AcknowledgeRecall['data']> = {}): AcknowledgeRecall => ({
  type: 'AcknowledgeRecall',
  data: { ...saying, outcome: 'done', informationGovernance: true, now: later, ...other },
});
const acknowledged = (other: Partial<AcknowledgeRecall['data']> = {}): RecallEvent => ({
  type: 'RecallAcknowledged',
  data: {
    ...saying,
    outcome: 'done',
    ...other,
    subjects: notice.subjects,
    knownAs: notice.knownAs,
    items: [item],
    at: later,
  },
});

describe('a recall', () => {
  it('has a stream of its own, and an id that is made of its cause, its recipient and its subject', () => {
    expect(recallStream('r1')).toBe('recall-r1');
    expect(streamOf(raise())).toBe('recall-r1');
    expect(seedOf('e1', 'school', 'child')).not.toBe(seedOf('e1', 'school,child', ''));
  });

  it('is raised once, to be done within five days', () => {
    given().when(raise()).then(raised);
    given(raised)
      .when(raise({ obligation: 'delete' }))
      .thenNothing();
    given(raised, acknowledged()).when(raise()).thenNothing();
  });

  it('names what was told, and the statute under which it is kept', () => {
    given()
      .when(raise({ scope: { items: [], byHand: [] } }))
      .refuses('recall/nothing-told');
    given()
      .when(raise({ obligation: 'retain-under-statute' }))
      .refuses('recall/basis-missing');
    given()
      .when(raise({ basis: 'ca1989-s47' }))
      .refuses('recall/basis-missing');
  });

  it('is acknowledged by its recipient alone', () => {
    given().when(acknowledge()).refuses('recall/unknown');
    given(raised)
      .when(acknowledge({ agencyId: 'police' }))
      .refuses('recall/unknown');
    given(raised)
      .when(acknowledge({ informationGovernance: false }))
      .then(acknowledged());
  });

  it('that is done or refused is closed: the same again adds nothing, and something else is refused', () => {
    given(raised, acknowledged()).when(acknowledge()).thenNothing();
    given(raised, acknowledged())
      .when(acknowledge({ outcome: 'refused', reason: 'legal-claim' }))
      .refuses('recall/closed');
  });

  it('that is done in part is still to do', () => {
    given(raised, acknowledged({ outcome: 'in-part' }))
      .when(acknowledge())
      .then(acknowledged());
    expect(fold(recall, [raised, acknowledged({ outcome: 'in-part' })]).status).toBe('open');
  });

  it('is refused for a lawful reason, in a code; words are whoever’s it is about', () => {
    const because = { subjects: [], clear: 'asked for by the court' };
    given(raised)
      .when(acknowledge({ outcome: 'refused' }))
      .refuses('recall/reason-missing');
    given(raised)
      .when(acknowledge({ outcome: 'refused', reason: 'legal-claim', informationGovernance: false }))
      .refuses('recall/not-information-governance');
    given(raised)
      .when(acknowledge({ outcome: 'refused', reason: 'we like it' as 'legal-claim' }))
      .refuses('recall/unknown-code');
    given(raised)
      .when(acknowledge({ outcome: 'refused', reason: 'court-order', because }))
      .then(
        acknowledged({ outcome: 'refused', reason: 'court-order', because: { ...because, subjects: notice.subjects } }),
      );
    given(raised)
      .when(acknowledge({ because: { subjects: [], clear: '  ' } }))
      .refuses('recall/words-missing');
  });

  it('is raised once and closed once, whatever is said in whatever order', () => {
    const commands = fc.oneof(
      fc.constant(raise()),
      fc
        .record({
          agencyId: fc.constantFrom('school', 'police'),
          outcome: fc.constantFrom(...ACKNOWLEDGEMENTS),
          reason: fc.option(fc.constantFrom(...LAWFUL_REASONS), { nil: undefined }),
        })
        .map(({ reason, ...said }) => acknowledge({ ...said, ...(reason && { reason }) })),
    );
    fc.assert(
      fc.property(fc.array(commands), (all) => {
        const events: RecallEvent[] = [];
        for (const command of all) {
          try {
            events.push(...recall.decide(command, fold(recall, events)));
          } catch (error) {
            expect(error).toMatchObject({ name: 'Refusal' });
          }
        }
        const closing = events.filter(({ type, data }) => type === 'RecallAcknowledged' && data.outcome !== 'in-part');
        expect(events.filter(({ type }) => type === 'RecallRaised').length).toBeLessThanOrEqual(1);
        expect(closing.length).toBeLessThanOrEqual(1);
        expect(events.every(({ data }) => data.agencyId === 'school')).toBe(true);
      }),
    );
  });
});
