import { binaryEvent, NO_STREAM as NONE, type AppendExpectedRevision, type EventData } from '@eventstore/db-client';
import { memory, NO_STREAM, type Appended, type EncodedEvent, type Instant } from '@hub/eventsourcing';
import { ATTEMPT, attemptData, attemptFrom, storedId, type Attempt } from './attempt.js';
import { CutShort, isFinal, unavailable } from './failure.js';
import { pauses, within, type Deadline } from './limits.js';
import { envelopeOf, positionIn, type Copied, type Raw } from './record.js';
import type { Reading, Streams } from './reading.js';

/** Of so many commands and attempts, at least, it is kept in mind that they have lost. */
const KEPT = 5_000;

/** What is to be stored, when that is, and when the event before it was recorded. */
export interface Content {
  readonly encoded: readonly EncodedEvent[];
  readonly at?: Instant;
  readonly notBefore?: Instant | undefined;
  /** For how long nobody else carries out what has just been claimed. */
  readonly alone?: Deadline;
  /** Of events that are copied: by their place in `encoded`. */
  readonly copied?: readonly Copied[];
}

export interface ClaimingPorts {
  readonly streams: Streams;
  /** What positions are counted from. */
  readonly base: () => Promise<bigint>;
}

/** `open`: it may still be carried out. `dead`: never. */
export type Verdict = Appended | 'open' | 'dead';

const revisionAfter = (revision: number): AppendExpectedRevision => (revision === NO_STREAM ? NONE : BigInt(revision));

/** What a carried out attempt came to. */
const answerOf = ({ stream, expected, ids }: Attempt, position: string): Appended => ({
  stream,
  revision: expected + ids.length,
  position,
  eventIds: ids,
  replayed: true,
});

interface Sending {
  readonly send: () => Promise<unknown>;
  /** What the last failure was. */
  readonly why: () => unknown;
}

const eventsOf = (attempt: Attempt, { encoded, copied, at, notBefore }: Content, base: bigint): EventData[] =>
  encoded.map((event, index) => {
    const id = storedId(attempt, event.id);
    const metadata = envelopeOf(event, { storedAs: id, at, notBefore, base, copied: copied?.[index] });
    return binaryEvent({ id, type: event.type, data: Buffer.from(event.data), metadata });
  });

/** Attempts: written down, carried out, and judged by what stands in the log. */
export const claimingWith = (
  { connection, timeouts, seen, clock, space }: Reading,
  { streams, base }: ClaimingPorts,
) => {
  /** One call on the client's unary path. Its outcome is known only where it resolves. */
  const write = async (stream: string, events: EventData[], expected: number, until: Deadline) => {
    const client = connection.client();
    const limit = Math.max(1, Math.min(timeouts.call, until.left()));
    const { credentials } = connection;
    const options = { credentials, expectedRevision: revisionAfter(expected), requiresLeader: true, deadline: limit };
    const appending = within(limit, client.appendToStream(space.stored(stream), events, options));
    const { success, position, nextExpectedRevision } = await appending.catch((error: unknown) => {
      connection.failed(client, error);
      throw error;
    });
    connection.answered();
    // Said instead of thrown where the connection string wants it so.
    if (!success) throw new Error('the stream is at another revision');
    // Expecting none it lets an append into a stream that was deleted, after what is not shown any more.
    if (Number(nextExpectedRevision) !== expected + events.length) throw new CutShort(stream);
    if (position) seen.reached(position.commit);
    return position?.commit;
  };

  const eventAt = async (stream: string, revision: number, until: Deadline): Promise<Raw | undefined> =>
    (await streams.between(stream, { from: revision, to: revision }, until))[0];

  const attempts = async (claim: string, until: Deadline): Promise<readonly Attempt[]> =>
    (await streams.between(claim, {}, until)).map(attemptFrom);

  /** Attempts that are dead for good, and the commands that have any: a command that loses many races gets no slower by them. */
  const dead = memory<string, true>(KEPT);
  const lost = memory<string, true>(KEPT);
  const buried = ({ id, claim }: Attempt): 'dead' => {
    dead.set(id, true);
    lost.set(claim, true);
    return 'dead';
  };

  /**
   * What has become of an attempt, by what stands after the revision that it expects.
   *
   * INVARIANT: an attempt is carried out exactly when the first event there has the id that the server knows the attempt's
   * first event by: no other attempt has that id, and an append is stored whole. It is dead for good when another event
   * stands there, for the server then refuses it whenever it arrives. While nothing stands there it may still arrive, from
   * whichever process, however late. A refusal alone proves nothing: the server refuses by what is not committed yet.
   */
  const judged = async (attempt: Attempt, until: Deadline): Promise<Verdict> => {
    const { stream, expected, ids, position } = attempt;
    const [first, last] = [ids[0], ids.at(-1)];
    if (first === undefined || last === undefined) return answerOf(attempt, position ?? '');
    const next = await eventAt(stream, expected + 1, until);
    if (!next) return 'open';
    seen.appended(stream, expected + 1);
    if (next.id !== storedId(attempt, first)) return buried(attempt);
    const end = ids.length === 1 ? next : await eventAt(stream, expected + ids.length, until);
    return end ? answerOf(attempt, positionIn(end)) : 'open';
  };

  const judge = async (attempt: Attempt, until: Deadline): Promise<Verdict> =>
    dead.get(attempt.id) ? 'dead' : judged(attempt, until);

  /**
   * Writes an attempt down in its place of the command's stream. False when another has that place.
   *
   * INVARIANT: tried again with the same id at the same revision the server stores it once, however often and late it
   * arrives, and whose it is is read from the leader before anything is said.
   */
  const claim = async (attempt: Attempt, until: Deadline): Promise<boolean> => {
    const event = binaryEvent({ id: attempt.id, type: ATTEMPT, data: attemptData(attempt) });
    for (const pause = pauses(5, 500); ;) {
      try {
        await write(attempt.claim, [event], attempt.index - 1, until);
        return true;
      } catch (error) {
        const there = await eventAt(attempt.claim, attempt.index, until);
        if (there) return there.id === attempt.id;
        if (isFinal(error)) throw error;
        if (until.left() === 0) throw unavailable(error);
        await pause.wait(until);
      }
    }
  };

  /** Looks what has become of it, and sends it again while it is open: where that meets the first, it is looked up as well. */
  const again = async (attempt: Attempt, { send, why }: Sending, until: Deadline): Promise<Appended | 'dead'> => {
    for (const pause = pauses(5, 500); ;) {
      const verdict = await judge(attempt, until);
      if (verdict !== 'open') return verdict;
      if (isFinal(why())) throw why();
      if (until.left() === 0) throw unavailable(why());
      await pause.wait(until);
      await send();
    }
  };

  /** When what was just appended is recorded, where that is known without reading it: nobody else can have been there first. */
  const surelyRecordedAt = ({ at, notBefore = '', alone }: Content): Instant | undefined => {
    if (at === undefined || !clock.surelyBelieves(at) || !alone || alone.left() === 0) return undefined;
    return at > notBefore ? at : notBefore;
  };

  /**
   * Carries an attempt out, or finds that another process has: `dead` when its stream has moved on instead.
   *
   * INVARIANT: whatever is not a plain success is looked up before anything is said: an answer that was lost, an own
   * event met as a wrong revision. While it is open the same ids are sent again at the same revision, and stored once.
   */
  const carryOut = async (attempt: Attempt, content: Content, until: Deadline): Promise<Appended | 'dead'> => {
    const { stream, expected, ids } = attempt;
    const countedFrom = content.copied ? 0n : await base();
    const events = eventsOf(attempt, content, countedFrom);
    let failure: unknown;
    const send = () => write(stream, events, expected, until).catch((error: unknown) => void (failure = error));

    const place = await send();
    if (place !== undefined) {
      seen.appended(stream, expected + ids.length, surelyRecordedAt(content));
      return answerOf(attempt, content.copied?.at(-1)?.position ?? (place + countedFrom).toString());
    }
    return again(attempt, { send, why: () => failure }, until);
  };

  return { write, attempts, judge, claim, carryOut, hasLost: (claim: string) => lost.get(claim) === true };
};

export type Claiming = ReturnType<typeof claimingWith>;
