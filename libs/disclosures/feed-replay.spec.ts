import { fold } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import { feedReplay, MOST_REPLAYED, type FeedReplayEvent, type MakeFeedReplay } from './index.js';

const given = behaviourOf(feedReplay);

const now = '2026-06-30T09:00:00.000Z';
const replay: Omit<FeedReplayEvent['data'], 'at'> = {
  ...({
    replayId: 'r1',
    agencyId: 'school',
    reason: 'lost',
    by: 'partnership',
    worker: 'w-1',
    role: 'administrator',
  } as const),
  selection: { positions: { from: 2, to: 4 } },
  places: { from: 2, to: 4 },
  counts: { messages: { 'org.concord.note.shared.v1': 1 }, leftOut: { void: 1, 'permission-gone': 1 } },
};
const make = (more: Partial<MakeFeedReplay['data']> = {}): MakeFeedReplay => ({
  type: 'MakeFeedReplay',
  data: { ...replay, now, ...more },
});
const made: FeedReplayEvent = { type: 'FeedReplayMade', data: { ...replay, at: now } };
const counting = (count: number) => ({ messages: {}, leftOut: { void: count, 'permission-gone': 0 } });

describe('a replay', () => {
  it('is made once, with what it comes to, and stays as it is', () => {
    given().when(make()).then(made);
    given(made)
      .when(make({ reason: 'other' }))
      .thenNothing();
    expect(fold(feedReplay, [made])).toEqual(made.data);
  });

  it('is of something, and not of too much at once', () => {
    const of = (from: number, to: number) => make({ places: { from, to }, counts: counting(to - from + 1) });
    given().when(of(5, 4)).refuses('replay/nothing');
    given()
      .when(make({ places: { from: 2, to: 4, only: [] }, counts: counting(0) }))
      .refuses('replay/nothing');
    const most = { places: { from: 1, to: MOST_REPLAYED }, counts: counting(MOST_REPLAYED) };
    given()
      .when(make(most))
      .then({ ...made, data: { ...made.data, ...most } });
    given()
      .when(of(1, MOST_REPLAYED + 1))
      .refuses('replay/too-many');
  });

  it('counts each of its messages once', () => {
    given()
      .when(make({ counts: counting(2) }))
      .refuses('replay/not-counted');
    const only = { from: 2, to: 9, only: [2, 9] };
    given()
      .when(make({ places: only, counts: counting(3) }))
      .refuses('replay/not-counted');
    const places = { places: only, counts: counting(2) };
    given()
      .when(make(places))
      .then({ ...made, data: { ...made.data, ...places } });
  });

  it('is asked for, for a reason that is on the list', () => {
    given()
      .when(make({ reason: 'because' as 'other' }))
      .refuses('replay/unknown-reason');
  });
});
