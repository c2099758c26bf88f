import { randomUUID } from 'node:crypto';
import {
  encodeAppend,
  EventStoreError,
  MAX_APPEND_BYTES,
  NO_STREAM,
  type Append,
  type Appended,
  type Claim,
  type EncodedEvent,
  type Instant,
  type Position,
} from '@hub/eventsourcing';
import { attemptFor, claimStream, type Attempt } from './attempt.js';
import { asked } from './collected.js';
import { claimingWith, type ClaimingPorts } from './claiming.js';
import { unavailable } from './failure.js';
import { deadlineIn, pauses, type Deadline } from './limits.js';
import { ENVELOPE_BYTES, isOwnName } from './record.js';
import type { Reading } from './reading.js';

/** As the server counts: names in two bytes a letter. */
const storedBytes = ({ type, data, metadata }: EncodedEvent): number =>
  2 * type.length + Buffer.byteLength(data) + Buffer.byteLength(metadata) + ENVELOPE_BYTES;

const encodedFor = (request: Append): readonly EncodedEvent[] => {
  const encoded = encodeAppend(request);
  if (!isOwnName(request.stream))
    throw new EventStoreError('not-serialisable', 'the server, or what commands are claimed in, has that stream name');
  if (encoded.reduce((sum, event) => sum + storedBytes(event), 0) > MAX_APPEND_BYTES)
    throw new EventStoreError('too-large', 'one append holds at most 1 MiB, names and metadata included');
  return encoded;
};

/** The same events after the same revision: whoever appends them, they are stored once. */
const isSame = (attempt: Attempt, { stream, expected, events }: Append): boolean =>
  attempt.stream === stream &&
  attempt.expected === expected &&
  attempt.ids.length === events.length &&
  attempt.ids.every((id, index) => id === events[index]?.id);

/** For the same place: the server lets one of the two in. */
const isBeside = (attempt: Attempt, { stream, expected, events }: Append): boolean =>
  attempt.stream === stream && attempt.expected === expected && events.length > 0;

/**
 * What to do beside attempts that are still open: leave them to whoever made them at first, then carry the same one out,
 * or try another for the same place. For any other place they are waited for.
 */
const besides = (open: readonly Attempt[], request: Append, waited: boolean): Attempt | 'another' | 'wait' => {
  if (open.length === 0) return 'another';
  if (!waited) return 'wait';
  const isExcluding = open.every((attempt) => isBeside(attempt, request));
  return open.find((attempt) => isSame(attempt, request)) ?? (isExcluding ? 'another' : 'wait');
};

interface Work {
  readonly encoded: readonly EncodedEvent[];
  readonly until: Deadline;
}

interface Patience {
  readonly until: Deadline;
  /** How long whoever has claimed the command is left to carry it out. */
  readonly alone: Deadline;
}

/** Of the event that is expected to be the last; nothing where none is. */
interface Last {
  readonly recordedAt?: Instant | undefined;
}

interface Attempted {
  readonly answer?: Appended;
  readonly isMoved?: boolean;
}

/** What has become of all attempts at a command. */
interface Survey {
  readonly count: number;
  readonly answer?: Appended;
  /** The attempt that was carried out, else the first that still may be. */
  readonly by: Attempt | undefined;
  readonly open: readonly Attempt[];
}

export interface AppendingPorts extends ClaimingPorts {
  readonly head: () => Promise<Position>;
}

/**
 * INVARIANT: at most one attempt at a command is ever carried out, whatever two hubs, retries, and lost and late answers
 * do. An attempt is written down before its events are sent, in a stream of the command's own, where the server lets one
 * writer at a time go on. Beside attempts that are still open another is written only for the same stream and the same
 * expected revision, and only with events: of those the server lets one in. And an attempt expects only a revision that
 * its stream has been seen to have reached, so that a dead one cannot come to life when the stream grows.
 */
export const appendingWith = (reading: Reading, { streams, head, base }: AppendingPorts) => {
  const { timeouts, seen, now, recorded } = reading;
  const { attempts, judge, claim, carryOut, hasLost } = claimingWith(reading, { streams, base });

  const survey = async (stream: string, until: Deadline): Promise<Survey> => {
    const all = await attempts(stream, until);
    const verdicts = await Promise.all(all.map((attempt) => judge(attempt, until)));
    const open: Attempt[] = [];
    for (const [index, attempt] of all.entries()) {
      const verdict = verdicts[index];
      if (verdict === 'open') open.push(attempt);
      else if (verdict && verdict !== 'dead') return { count: all.length, answer: verdict, by: attempt, open: [] };
    }
    return { count: all.length, by: open[0], open };
  };

  /** INVARIANT: a command id that was used, or is being used, for another request says nothing but that. */
  const surveyFor = async (command: Claim, until: Deadline): Promise<Survey> => {
    const found = await survey(claimStream(command), until);
    if (found.by && found.by.requestMac !== command.requestMac)
      throw new EventStoreError('command-conflict', 'the command id was used for another request');
    return found;
  };

  /** The stream's last event, where that is the one that is expected, or none is; `false` where it is another. */
  const expectedLast = async ({ stream, expected }: Append, until: Deadline): Promise<Last | false> => {
    const raw = await streams.last(stream, until);
    const last = raw && recorded(raw);
    if (last) seen.read([last]);
    return (last?.revision ?? NO_STREAM) === expected && { recordedAt: last?.recordedAt };
  };

  /** When the event that is expected to be the last was recorded, as far as that is known already. */
  const before = async (request: Append, until: Deadline): Promise<Last | false> => {
    const known = seen.of(request.stream);
    if (known === undefined) return request.expected === NO_STREAM ? {} : expectedLast(request, until);
    return known.revision === request.expected && known.recordedAt ? known : expectedLast(request, until);
  };

  /** For a command with nothing to add: the log's head, at a time when its stream was where it is expected, else `false`. */
  const headWhile = async (request: Append, until: Deadline): Promise<Position | false> =>
    (await expectedLast(request, until)) && head();

  /** Writes the next attempt down and carries it out. No answer where another was quicker, or the stream has moved on. */
  const attempted = async (request: Append, index: number, { encoded, until }: Work): Promise<Attempted> => {
    const attempt = attemptFor(request, { claim: claimStream(request.claim), index, id: randomUUID() });
    if (encoded.length === 0) return withNothing(request, attempt, until);
    const last = await before(request, until);
    if (!last) return { isMoved: true };
    const alone = deadlineIn(timeouts.patience);
    if (!(await claim(attempt, until))) return {};
    const outcome = await carryOut(attempt, { encoded, at: now(), notBefore: last.recordedAt, alone }, until);
    return outcome === 'dead' ? {} : { answer: { ...outcome, replayed: false } };
  };

  const withNothing = async (request: Append, attempt: Attempt, until: Deadline): Promise<Attempted> => {
    const position = await headWhile(request, until);
    if (position === false) return { isMoved: true };
    const { stream, expected } = attempt;
    const answer = { stream, revision: expected, position, eventIds: [], replayed: false };
    return (await claim({ ...attempt, position }, until)) ? { answer } : {};
  };

  /** What is known when this process has not simply carried the command out. */
  const next = async (request: Append, encoded: readonly EncodedEvent[], { until, alone }: Patience) => {
    const { answer, open, count } = await surveyFor(request.claim, until);
    if (answer) return answer;
    const todo = besides(open, request, alone.left() === 0);
    if (todo === 'wait') return undefined;
    if (todo !== 'another') return completed(todo, request, { encoded, until });
    const { isMoved, answer: given } = await attempted(request, count, { encoded, until });
    if (isMoved && open.length === 0) throw new EventStoreError('revision-conflict', 'the stream has moved on');
    return given;
  };

  /** Carries out what another call has claimed, and perhaps not lived to do. */
  const completed = async (attempt: Attempt, request: Append, { encoded, until }: Work) => {
    const last = await before(request, until);
    const outcome = last && (await carryOut(attempt, { encoded, at: now(), notBefore: last.recordedAt }, until));
    return outcome === 'dead' || outcome === false ? undefined : outcome;
  };

  const perform = async (request: Append, work: Work): Promise<Appended> => {
    // As a rule nobody has claimed the command before: two writes, and nothing is read.
    const { answer: first } = hasLost(claimStream(request.claim)) ? {} : await attempted(request, 0, work);
    if (first) return first;
    const patience = { until: work.until, alone: deadlineIn(timeouts.patience) };
    for (const pause = pauses(5, 200); ;) {
      const answer = await next(request, work.encoded, patience);
      if (answer) return answer;
      if (work.until.left() === 0) throw unavailable();
      await pause.wait(work.until);
    }
  };

  return {
    append: async (request: Append): Promise<Appended> =>
      asked(perform(request, { encoded: encodedFor(request), until: deadlineIn(timeouts.whole) })),

    answerTo: async (command: Claim): Promise<Appended | undefined> =>
      (await asked(surveyFor(command, deadlineIn(timeouts.whole)))).answer,
  };
};
