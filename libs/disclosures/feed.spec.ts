import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import type { MessageType, PartnerMessage } from '@hub/partner-messages';
import type { Decision, PassageOutcome } from '@hub/sharing';
import {
  accessTold,
  feed,
  nextPlace,
  recordedDecision,
  toldOf,
  wasReleased,
  type FeedCommand,
  type FeedEvent,
  type ReleasedMessage,
} from './index.js';

const given = behaviourOf(feed);

const [agencyId, now] = ['school', '2026-06-01T09:00:00.000Z'];
const at = now;

type DataOf<T extends FeedEvent['type']> = Extract<FeedEvent, { type: T }>['data'];

const SHARED = 'org.concord.note.shared.v1' satisfies MessageType;
const OPENED = 'org.concord.access.granted.v1' satisfies MessageType;
const CLOSED = 'org.concord.access.withdrawn.v1' satisfies MessageType;

const passage = (outcome: PassageOutcome['outcome']): PassageOutcome => ({
  passage: 'p',
  outcome,
  reasons: [],
  obligations: [],
  consents: [],
});

const decision = (change: Partial<Decision> = {}): Decision => ({
  policy: 'v1',
  outcome: 'permit',
  entitled: true,
  reasons: [],
  gates: [],
  items: (['permit', 'mask', 'omit'] as const).map((outcome) => ({
    ...{ item: outcome, stream: `note-${outcome}`, revision: 3, outcome, onward: [] },
    passages: [passage(outcome)],
  })),
  obligations: [],
  consents: [],
  heads: { 'note-permit': 3 },
  ...change,
});

type About = NonNullable<ReleasedMessage['about']>;

const about = (items: About['items'] = [], decided = decision()): About => ({
  subscriptionId: 's1',
  person: 'c1',
  subjects: ['c1'],
  items,
  holdsUntil: '2026-06-02T00:00:00.000Z',
  decided: {
    request: {
      ...{ agency: 'school', worker: 'system-s1', role: 'system', action: 'message', subjects: ['c1'] },
      ...{ purpose: 'early-help', at, channel: 'message' },
    },
    question: 'message',
    decision: recordedDecision(decided),
  },
});

interface Placing {
  readonly id?: string;
  readonly key?: string;
  readonly previous?: number;
  readonly type?: Exclude<MessageType, `${string}agreement${string}` | `${string}recall${string}`>;
  readonly about?: About;
}

const message = (
  sequence: number,
  { id = `m${String(sequence)}`, key = 'k1', previous = 0, type = SHARED, about: whom }: Placing = {},
): ReleasedMessage => ({
  messageId: id,
  sequence,
  key,
  message: {
    ...{ specversion: '1.0', id, source: '/northshire/concord', type, subject: `person/${key}` },
    ...{ time: at, recordedtime: at, correlationid: 'c', causationid: 'e', sequence, previous },
    ...{ datacontenttype: 'application/json', dataschema: 'https://hub.example/schema' },
    ...{ data: { reference: 'note/1', validfrom: at, category: 'injury' }, jws: 'h..s' },
  } as PartnerMessage,
  cause: { eventId: 'e', position: '7' },
  ...(whom && { about: whom }),
});

const release = (...messages: readonly ReleasedMessage[]): FeedCommand => ({
  type: 'ReleaseMessages',
  data: { agencyId, upTo: '7', now, messages },
});
const released = (...messages: readonly ReleasedMessage[]): FeedEvent => ({
  type: 'MessagesReleased',
  data: { agencyId, upTo: '7', at, messages },
});

const voidForm = (sequence: number, id = `m${String(sequence)}`): DataOf<'MessageVoided'>['message'] => ({
  ...{ specversion: '1.0', id, source: '/northshire/concord', type: SHARED, subject: 'person/k1' },
  ...{
    time: at,
    recordedtime: at,
    correlationid: 'c',
    causationid: 'e',
    sequence,
    previous: 0,
    void: true,
    jws: 'h..s',
  },
});
const voiding = (sequence: number, messageId = `m${String(sequence)}`): FeedCommand => ({
  type: 'VoidMessage',
  data: { agencyId, messageId, because: 'permission-gone', now, message: voidForm(sequence, messageId) },
});
const voided = (sequence: number, type: MessageType = SHARED): FeedEvent => ({
  type: 'MessageVoided',
  data: {
    ...{ agencyId, messageId: `m${String(sequence)}`, sequence, because: 'permission-gone', at },
    message: { ...voidForm(sequence), type },
  },
});

const parking = {
  agencyId,
  key: 'k1',
  person: 'c1',
  because: 'too-large',
  cause: { eventId: 'e', position: '5' },
} as const;
const park: FeedCommand = { type: 'ParkPerson', data: { ...parking, now } };
const parked: FeedEvent = { type: 'PersonParked', data: { ...parking, at } };
const unparking = { agencyId, key: 'k1', reason: 'repaired', by: 'partnership', worker: 'w-1' } as const;
const unpark: FeedCommand = { type: 'UnparkPerson', data: { ...unparking, now } };
const unparked: FeedEvent = { type: 'PersonUnparked', data: { ...unparking, at } };

describe('a partner’s feed', () => {
  it('is numbered without a gap, and each message names the last one with its key', () => {
    const batch = [message(1), message(2, { key: 'k2' }), message(3, { previous: 1 })];
    given()
      .when(release(...batch))
      .then(released(...batch));
    given(released(...batch))
      .when(release(message(4, { key: 'k2', previous: 2 })))
      .then(released(message(4, { key: 'k2', previous: 2 })));
    given(released(...batch))
      .when(release(message(5, { previous: 3 })))
      .refuses('feed/sequence');
    given(released(...batch))
      .when(release(message(4)))
      .refuses('feed/previous');
    given()
      .when(release(message(1), message(2)))
      .refuses('feed/previous');
    given()
      .when(release(message(2)))
      .refuses('feed/sequence');
    given().when(release()).thenNothing();
  });

  it('has each message once, under its own id', () => {
    given(released(message(1)))
      .when(release(message(2, { id: 'm1', previous: 1 })))
      .refuses('feed/already-released');
    given()
      .when(release(message(1), message(2, { id: 'm1', previous: 1 })))
      .refuses('feed/already-released');
    given()
      .when(release({ ...message(1), messageId: 'another' }))
      .refuses('feed/another-message');
  });

  it('takes a hundred messages at once, and no more', () => {
    const many = Array.from({ length: 101 }, (_, n) => message(n + 1, { previous: n }));
    given()
      .when(release(...many))
      .refuses('feed/too-many');
    given()
      .when(release(...many.slice(1).map((_, n) => message(n + 1, { previous: n }))))
      .then(released(...many.slice(0, 100)));
  });

  it('tells of items that the decision shows, at the revision that was decided on', () => {
    const of = (item: string, revision = 3, decided = decision()) =>
      message(1, { about: about([{ item, stream: `note-${item}`, revision }], decided) });
    given()
      .when(release(of('permit')))
      .then(released(of('permit')));
    given()
      .when(release(of('mask')))
      .refuses('feed/not-permitted');
    given()
      .when(release(of('omit')))
      .refuses('feed/not-permitted');
    given()
      .when(release(of('unknown')))
      .refuses('feed/not-permitted');
    given()
      .when(release(of('permit', 4)))
      .refuses('feed/not-permitted');
    given()
      .when(release(of('permit', 3, decision({ entitled: false }))))
      .refuses('feed/not-permitted');
  });

  it('keeps what was withheld where the partner has to do with the person, and only there', () => {
    const { items: _, ...whom } = about();
    const entry = { agencyId, upTo: '7', cause: { eventId: 'e', position: '7' }, about: whom };
    given()
      .when({ type: 'WithholdMessage', data: { ...entry, now } })
      .then({ type: 'MessageWithheld', data: { ...entry, at } });
    const { items: __, ...stranger } = about([], decision({ entitled: false }));
    given()
      .when({ type: 'WithholdMessage', data: { ...entry, about: stranger, now } })
      .refuses('feed/not-entitled');
  });

  it('voids only what was released, once, and in its place', () => {
    given(released(message(1)))
      .when(voiding(1))
      .then(voided(1));
    given(released(message(1)), voided(1))
      .when(voiding(1))
      .thenNothing();
    given().when(voiding(1)).refuses('feed/unknown-message');
    given(released(message(1)))
      .when(voiding(2))
      .refuses('feed/unknown-message');
    given(released(message(1)))
      .when(voiding(2, 'm1'))
      .refuses('feed/another-message');
    given(released(message(1, { type: OPENED })))
      .when(voiding(1))
      .refuses('feed/another-message');
  });

  it('tells nothing about whoever is parked, and goes on about everybody else', () => {
    given().when(park).then(parked);
    given(parked).when(park).thenNothing();
    given(parked)
      .when(release(message(1)))
      .refuses('feed/parked');
    given(parked)
      .when(release(message(1, { key: 'k2' })))
      .then(released(message(1, { key: 'k2' })));
    given(parked).when(unpark).then(unparked);
    given(parked, unparked)
      .when(release(message(1)))
      .then(released(message(1)));
    given().when(unpark).refuses('feed/not-parked');
    given(parked, unparked).when(unpark).refuses('feed/not-parked');
  });

  it('is paused once, from one place on, until it is resumed, up to another', () => {
    const [pausing, resuming] = [
      { agencyId: 'school', since: '7' },
      { agencyId: 'school', upTo: '9' },
    ];
    const paused: FeedEvent = { type: 'FeedPaused', data: { ...pausing, at } };
    const resumed: FeedEvent = { type: 'FeedResumed', data: { ...resuming, at } };
    const pause: FeedCommand = { type: 'PauseFeed', data: { ...pausing, now } };
    const resume: FeedCommand = { type: 'ResumeFeed', data: { ...resuming, now } };
    given().when(pause).then(paused);
    given(paused).when(pause).thenNothing();
    given(paused).when(resume).then(resumed);
    given(paused, resumed).when(resume).thenNothing();
    expect(fold(feed, [paused]).paused).toBe('7');
    expect(fold(feed, [paused, resumed])).toEqual({ ...feed.initial, upTo: '9' });
  });

  it('lets nobody go for a reason of which nobody knows what it means', () => {
    const reason = 'because' as 'other';
    given(parked)
      .when({ type: 'UnparkPerson', data: { ...unparking, reason, now } })
      .refuses('feed/unknown-reason');
  });

  it('remembers what came while somebody was parked waits from there on', () => {
    const { person, because, cause } = parking;
    expect(fold(feed, [parked, unparked]).unparked.get('k1')).toEqual({ person, because, at, cause });
  });

  it('says what the partner has been told of a thing; what is void was not told', () => {
    const items = [{ item: 'permit', stream: 'note-permit', revision: 3 }];
    const told = released(message(1, { about: about(items) }));
    expect(toldOf(fold(feed, [told]), 'k1', 'permit')).toMatchObject({ messageId: 'm1', revision: 3, type: SHARED });
    expect(toldOf(fold(feed, [told]), 'k2', 'permit')).toBeUndefined();
    expect(toldOf(fold(feed, [told, voided(1)]), 'k1', 'permit')).toBeUndefined();
  });

  it('says whether the partner believes that it may read something about somebody', () => {
    const opened = released(message(1, { type: OPENED }));
    const closed = released(message(2, { type: CLOSED, previous: 1 }));
    const believes = (...history: readonly FeedEvent[]) => accessTold(fold(feed, history), 'k1');
    expect(believes()).toBeUndefined();
    expect(believes(opened)).toBe(true);
    expect(believes(opened, closed)).toBe(false);
    expect(believes(opened, voided(1, OPENED))).toBe(false);
    expect(believes(opened, closed, voided(2, CLOSED))).toBe(true);
  });

  it('keeps its order, whatever is asked for and refused', () => {
    const key = fc.constantFrom('k1', 'k2', 'k3');
    const asked = fc.oneof(
      fc.record({
        do: fc.constant('release' as const),
        keys: fc.array(key, { maxLength: 4 }),
        shift: fc.constantFrom(0, 0, 0, 1),
      }),
      fc.record({ do: fc.constant('void' as const), sequence: fc.nat({ max: 12 }) }),
      fc.record({ do: fc.constantFrom('park' as const, 'unpark' as const), key }),
    );
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 30 }), (wanted) => {
        let state = feed.initial;
        const history: FeedEvent[] = [];
        for (const one of wanted) {
          const command = commandOf(one, state);
          try {
            const events = feed.decide(command, state);
            history.push(...events);
            state = fold(feed, events, state);
          } catch (error) {
            expect(error).toMatchObject({ name: 'Refusal' });
          }
        }
        isInOrder(history);
        expect(fold(feed, history)).toEqual(state);
      }),
    );
  });
});

type Wanted =
  | { readonly do: 'release'; readonly keys: readonly string[]; readonly shift: number }
  | { readonly do: 'void'; readonly sequence: number }
  | { readonly do: 'park' | 'unpark'; readonly key: string };

const commandOf = (wanted: Wanted, state: typeof feed.initial): FeedCommand => {
  if (wanted.do === 'void') return voiding(wanted.sequence);
  if (wanted.do === 'park') return { type: 'ParkPerson', data: { ...parking, key: wanted.key, now } };
  if ('key' in wanted) return { type: 'UnparkPerson', data: { ...unparking, key: wanted.key, now } };
  const messages: ReleasedMessage[] = [];
  for (const key of wanted.keys) {
    const { sequence, previous } = nextPlace(state, key, messages);
    messages.push(message(sequence + wanted.shift, { key, previous }));
  }
  return release(...messages);
};

/** The laws of a feed, read off its events in the slowest way. */
const isInOrder = (history: readonly FeedEvent[]): void => {
  const sent: ReleasedMessage[] = [];
  const gone: string[] = [];
  const waiting = new Set<string>();
  for (const { type, data } of history) {
    if (type === 'PersonParked') waiting.add(data.key);
    if (type === 'PersonUnparked') waiting.delete(data.key);
    if (type === 'MessageVoided') {
      expect(sent.map(({ messageId }) => messageId)).toContain(data.messageId);
      expect(gone).not.toContain(data.messageId);
      gone.push(data.messageId);
    }
    if (type !== 'MessagesReleased') continue;
    for (const one of data.messages) {
      expect(one.sequence).toBe(sent.length + 1);
      expect(one.message).toMatchObject({
        sequence: one.sequence,
        previous: sent.findLast(({ key }) => key === one.key)?.sequence ?? 0,
      });
      expect(sent.map(({ messageId }) => messageId)).not.toContain(one.messageId);
      expect([...waiting]).not.toContain(one.key);
      sent.push(one);
    }
  }
  const state = fold(feed, history);
  for (const { messageId } of sent) expect(wasReleased(state, messageId)).toBe(true);
};
