import fc from 'fast-check';
import { EventStoreError, NO_STREAM, type Append, type Appended, type EventStore } from '../index.js';
import { appendOf, happened, idsOf, newClaim, newStream, pagesAfter, times } from './contract-language.js';
import type { UnderTest } from './contract-language.js';

/** One command of a round: all numbers are small, so that they meet. */
interface Step {
  readonly stream: number;
  /** How far the expected revision is from the head before the round. */
  readonly off: number;
  readonly events: number;
  readonly command: number;
  readonly mac: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.nat(2),
  off: fc.constantFrom(0, 0, 0, 0, -1, 1),
  events: fc.nat(3),
  command: fc.nat(30),
  mac: fc.constantFrom(0, 0, 0, 0, 0, 1),
});

type Outcome = { readonly request: Append } & ({ readonly answer: Appended } | { readonly code: string });

const outcomeOf = async (store: EventStore, request: Append): Promise<Outcome> => {
  try {
    return { request, answer: await store.append(request) };
  } catch (error) {
    if (error instanceof EventStoreError) return { request, code: error.code };
    throw error;
  }
};

/** The trivial model: ids of events per stream, and the first answer per command. */
interface Model {
  readonly streams: Map<string, string[]>;
  readonly commands: Map<string, { readonly requestMac: string; readonly answer: Appended }>;
}

const headIn = (model: Model, stream: string): number => (model.streams.get(stream)?.length ?? 0) - 1;

/** Carries out what was answered, in the order that the answers tell, and checks each against the model. */
const replayAnswers = (model: Model, outcomes: readonly Outcome[]): void => {
  const first = outcomes.flatMap((one) => ('answer' in one && !one.answer.replayed ? [one] : []));
  // Within a stream revisions tell the order; what had nothing to add came after what made the revision that it saw.
  const order = ({ request, answer }: (typeof first)[number]) =>
    answer.revision * 2 + (request.events.length > 0 ? 0 : 1);
  first.sort((a, b) => order(a) - order(b));
  for (const { request, answer } of first) {
    const { stream, events, expected, claim } = request;
    expect(model.commands.has(claim.commandId)).toBe(false);
    expect(expected).toBe(headIn(model, stream));
    model.streams.set(stream, [...(model.streams.get(stream) ?? []), ...idsOf(events)]);
    expect(answer).toMatchObject({ stream, revision: headIn(model, stream), eventIds: idsOf(events) });
    model.commands.set(claim.commandId, { requestMac: claim.requestMac, answer });
  }
};

const checkTheRest = (model: Model, headsBefore: ReadonlyMap<string, number>, outcomes: readonly Outcome[]): void => {
  for (const outcome of outcomes) {
    const { stream, expected, claim } = outcome.request;
    const known = model.commands.get(claim.commandId);
    if ('answer' in outcome) expect({ ...outcome.answer, replayed: false }).toEqual(known?.answer);
    else if (outcome.code === 'command-conflict') expect(known?.requestMac).not.toBe(claim.requestMac);
    else {
      expect(outcome.code).toBe('revision-conflict');
      const moved = headIn(model, stream) !== headsBefore.get(stream);
      expect(moved || expected !== headsBefore.get(stream)).toBe(true);
    }
  }
};

export const modelContract = (get: () => UnderTest): void => {
  it('agrees with a trivial model, whatever is asked at the same time', async () => {
    const { store } = get();
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rounds, async (plan) => {
        const after = await store.head();
        const [streams, claims] = [times(3, newStream), times(31, newClaim)];
        const model: Model = { streams: new Map(), commands: new Map() };
        for (const steps of plan) {
          const before = await store.heads(streams);
          const requests = steps.map(({ stream, off, events, command, mac }) =>
            appendOf({
              stream: streams[stream]!,
              events: times(events, () => happened({ command })),
              expected: Math.max(NO_STREAM, before.get(streams[stream]!)! + off),
              claim: { ...claims[command]!, requestMac: `mac-${mac}` },
            }),
          );
          const outcomes = await Promise.all(requests.map((request) => outcomeOf(store, request)));
          replayAnswers(model, outcomes);
          checkTheRest(model, before, outcomes);
        }
        for (const stream of streams) expect(idsOf(await store.read(stream))).toEqual(model.streams.get(stream) ?? []);
        const paged = await pagesAfter(store, after);
        expect(paged).toHaveLength([...model.streams.values()].flat().length);
        for (const [id, { answer, requestMac }] of model.commands) {
          const claim = { agency: 'school', commandId: id, requestMac };
          expect(await store.answerTo(claim)).toEqual({ ...answer, replayed: true });
        }
      }),
      { numRuns: 40 },
    );
  });
};
