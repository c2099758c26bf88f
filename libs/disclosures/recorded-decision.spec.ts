import fc from 'fast-check';
import { canonicalJson } from '@hub/eventsourcing';
import { decide, type Decision, type Gate, type PassageOutcome } from '@hub/sharing';
import { arbitraryFacts, arbitraryRequest } from '@hub/sharing/testing';
import { decisionIn, recordedDecision, type RecordedDecision } from './index.js';

/** As the log gives it back. */
const keptAndRead = (decision: Decision): Decision =>
  decisionIn(JSON.parse(canonicalJson(recordedDecision(decision))) as RecordedDecision);

const passage = (name: string, change: Partial<PassageOutcome> = {}): PassageOutcome => ({
  passage: name,
  outcome: 'permit',
  reasons: [{ code: 'CONSENT_GRANTED', stage: 5, rule: 'consent', sentence: 'Consent has been given for this.' }],
  obligations: [],
  via: { kind: 'flow', agreement: 'a', version: 1, flow: 1 },
  consents: ['k1'],
  ...change,
});

const gate = (category: Gate['category'], subject: string, change: Partial<Gate> = {}): Gate => {
  const { reasons, obligations, consents } = passage('');
  return {
    ...{ agreement: 'a', version: 1, flow: 1, outcome: 'permit' },
    ...{ category, subject },
    ...{ reasons, obligations, consents },
    ...change,
  };
};

const decision = (change: Partial<Decision>): Decision => ({
  policy: 'v1',
  outcome: 'permit',
  entitled: true,
  reasons: passage('').reasons,
  gates: [],
  items: [],
  obligations: [],
  consents: ['k1'],
  heads: { register: 3, 'note-n1': 0 },
  ...change,
});

const item = (id: string, ...passages: readonly PassageOutcome[]): Decision['items'][number] => ({
  item: id,
  stream: 'note-n1',
  revision: 0,
  outcome: 'permit',
  passages,
  basis: { article6: 'a' },
  onward: ['NORDSCLCD'],
});

describe('a recorded decision', () => {
  it('is the decision, whatever was decided', () => {
    fc.assert(
      fc.property(arbitraryRequest, arbitraryFacts({ tails: true }), (request, facts) => {
        const decided = decide(request, facts);
        expect(keptAndRead(decided)).toEqual(decided);
        expect(canonicalJson(keptAndRead(decided))).toBe(canonicalJson(decided));
      }),
    );
  });

  it('says once what is alike, also where it is not the same object', () => {
    const { said, because, terms } = recordedDecision(
      decision({ items: ['n1', 'n2', 'n3'].map((id) => item(id, passage('p'), passage('q'))) }),
    );
    expect([said.length, because.length, terms.length]).toEqual([1, 1, 1]);
  });

  it('keeps what differs in anything apart', () => {
    const passages = [
      passage('p'),
      passage('q', { outcome: 'mask' }),
      passage('r', { consents: [] }),
      passage('s', { obligations: ['RECORD_REASON'] }),
      passage('t', { via: { kind: 'own' } }),
      passage('u', { reasons: [] }),
    ];
    const decided = decision({ items: [item('note-n1', ...passages), item('other', ...passages)] });
    expect(recordedDecision(decided).said).toHaveLength(passages.length);
    expect(keptAndRead(decided)).toEqual(decided);
  });

  it('keeps gates in their order, whole tables or not', () => {
    const table = [gate('injury', 'c1'), gate('injury', 'c2'), gate('identity', 'c1'), gate('identity', 'c2')];
    const [first, ...rest] = table;
    const others = [gate('injury', 'c1', { flow: 2, outcome: 'deny' }), gate('injury', 'c1', { version: 2 })];
    expect(recordedDecision(decision({ gates: table })).gates).toHaveLength(1);
    for (const gates of [table, rest, [...rest, ...others, ...table], [...table, ...table], [first!, first!]])
      expect(keptAndRead(decision({ gates })).gates).toEqual(gates);
  });

  it('keeps an item that is behind its stream’s head, or has another name than its stream', () => {
    const items = [item('note-n1'), { ...item('x'), revision: 7 }, { ...item('y'), stream: 'unknown', revision: -1 }];
    expect(keptAndRead(decision({ items })).items).toEqual(items);
  });

  it('that refers to what it does not hold is no decision', () => {
    const recorded = recordedDecision(decision({ items: [item('n1', passage('p'))] }));
    expect(() => decisionIn({ ...recorded, said: [] })).toThrow('refers to what it does not hold');
  });
});
