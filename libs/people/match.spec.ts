import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import { match, matchIdOf, orderedPair, type MatchCommand, type MatchEvent } from './index.js';

const given = behaviourOf(match);
const people = ['ada', 'ada2'] as const;

const proposal = { matchId: 'm1', people, reasons: [{ field: 'name', agreement: 'same' }], confidence: 0.98 } as const;
const propose: MatchCommand = { type: 'ProposeMatch', data: proposal };
const decide = (type: 'ConfirmMatch' | 'RejectMatch' | 'UndoMatch'): MatchCommand => ({
  type,
  data: { matchId: 'm1', steward: 's1' },
});
const decided = (type: 'MatchConfirmed' | 'MatchRejected' | 'MatchUndone'): MatchEvent => ({
  type,
  data: { matchId: 'm1', people, steward: 's1' },
});

const proposed: MatchEvent = { type: 'MatchProposed', data: proposal };
const confirmed = decided('MatchConfirmed');
const rejected = decided('MatchRejected');
const undone = decided('MatchUndone');

describe('a match', () => {
  it('is proposed once', () => {
    given().when(propose).then(proposed);
    given(proposed).when(propose).thenNothing();
    given(proposed, confirmed).when(propose).thenNothing();
    given(proposed, confirmed, undone).when(propose).thenNothing();
  });

  it('names two people, in order, and a confidence', () => {
    given()
      .when({ type: 'ProposeMatch', data: { ...proposal, people: ['ada2', 'ada'] } })
      .then(proposed);
    given()
      .when({ type: 'ProposeMatch', data: { ...proposal, people: ['ada', 'ada'] } })
      .refuses('people/match-with-itself');
    for (const confidence of [-0.1, 1.1, Number.NaN])
      given()
        .when({ type: 'ProposeMatch', data: { ...proposal, confidence } })
        .refuses('people/confidence-out-of-range');
  });

  it('is confirmed by a steward, and confirming twice is harmless', () => {
    given(proposed).when(decide('ConfirmMatch')).then(confirmed);
    given(proposed, confirmed).when(decide('ConfirmMatch')).thenNothing();
  });

  it('that is rejected stays rejected', () => {
    given(proposed).when(decide('RejectMatch')).then(rejected);
    given(proposed, rejected).when(decide('RejectMatch')).thenNothing();
    given(proposed, rejected).when(propose).thenNothing();
    given(proposed, rejected).when(decide('ConfirmMatch')).refuses('people/match-rejected');
  });

  it('that is confirmed may be undone, and confirmed or rejected after that', () => {
    given(proposed, confirmed).when(decide('RejectMatch')).refuses('people/match-confirmed');
    given(proposed, confirmed).when(decide('UndoMatch')).then(undone);
    given(proposed, confirmed, undone).when(decide('UndoMatch')).thenNothing();
    given(proposed, confirmed, undone).when(decide('ConfirmMatch')).then(confirmed);
    given(proposed, confirmed, undone).when(decide('RejectMatch')).then(rejected);
  });

  it('is undone only when it is confirmed', () => {
    given(proposed).when(decide('UndoMatch')).refuses('people/match-not-confirmed');
    given(proposed, rejected).when(decide('UndoMatch')).refuses('people/match-not-confirmed');
  });

  it('is decided only when it was proposed', () => {
    for (const type of ['ConfirmMatch', 'RejectMatch', 'UndoMatch'] as const)
      given().when(decide(type)).refuses('people/no-such-match');
  });

  it('is never confirmed but by a steward’s command', () => {
    const commands = fc.array(fc.constantFrom(propose, decide('RejectMatch'), decide('UndoMatch')));
    fc.assert(
      fc.property(commands, (sequence) => {
        const history: MatchEvent[] = [];
        for (const command of sequence)
          try {
            history.push(...match.decide(command, fold(match, history)));
          } catch (error) {
            expect(error).toMatchObject({ name: 'Refusal' });
          }
        expect(fold(match, history).status).not.toBe('confirmed');
      }),
    );
  });
});

describe('the id of a match', () => {
  it('is the same whichever person comes first', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(matchIdOf(a, b, (text) => text)).toBe(matchIdOf(b, a, (text) => text));
        expect(orderedPair(a, b)).toEqual(orderedPair(b, a));
      }),
    );
  });

  it('tells every pair from every other', () => {
    const id = (a: string, b: string) => matchIdOf(a, b, (text) => text);
    expect(id('a', 'b,c')).not.toBe(id('a,b', 'c'));
    expect(id('a"', 'b')).not.toBe(id('a', '"b'));
  });
});
