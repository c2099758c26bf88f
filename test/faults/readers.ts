import type { EventStore } from '@hub/eventsourcing';
import type { Agent, Answer } from '../e2e/agent.js';
import { chance, oneOf } from './chance.js';
import type { Purpose, Shared } from './withdrawals.js';

/** One read, and when it began. */
export interface Read {
  readonly startedAt: number;
  readonly door: string;
  readonly status: number;
  readonly showsNote: boolean;
  readonly showsPerson: boolean;
  readonly disclosureId?: string;
  /** What stood under this id in the log when the answer was there. */
  readonly entry: readonly string[];
}

type Door = (agent: Agent, shared: Shared, purpose: Purpose) => PromiseLike<Answer>;

/** No position to wait for: the views stand still. */
const reading = (purpose: Purpose) => ({ purpose, minPosition: null });

/** Every way in which the note, or the person, could be read. */
const DOORS: Readonly<Record<string, Door>> = {
  'person view': (agent, { person }, purpose) => agent.get(`/people/${person}/view`, reading(purpose)),
  'family view': (agent, { family }, purpose) => agent.get(`/families/${family}/view`, reading(purpose)),
  chronology: (agent, { family }, purpose) => agent.get(`/families/${family}/chronology`, reading(purpose)),
  'case note': (agent, { note }, purpose) => agent.get(`/case-notes/${note}`, reading(purpose)),
  search: (agent, { given }, purpose) =>
    agent.call('POST', '/people:search', {}, { purpose, name: { given, family: given.replace('Given', 'Family') } }),
};

export interface Race {
  readonly agent: Agent;
  readonly store: Pick<EventStore, 'read'>;
  readonly shared: Shared;
  readonly purpose: Purpose;
  readonly seed: number;
  /** Reads in all. */
  readonly reads: number;
  readonly atOnce: number;
  readonly withdraw: () => PromiseLike<unknown>;
}

export interface Run {
  readonly reads: readonly Read[];
  /** When the withdrawal was sent, and when it was acknowledged. */
  readonly sentAt: number;
  readonly acknowledgedAt: number;
}

/** Reads without a pause, a withdrawal somewhere in the first half, and at least a quarter of all reads after it. */
export const race = async ({ agent, store, shared, purpose, seed, reads, atOnce, withdraw }: Race): Promise<Run> => {
  const next = chance(seed);
  const startAt = Math.floor(reads * (0.15 + next() * 0.35));
  const done: Read[] = [];
  let begun = 0;
  let after = 0;
  let sentAt = Infinity;
  let acknowledgedAt = Infinity;
  let withdrawal: Promise<void> | undefined;

  const carryOut = async (): Promise<void> => {
    sentAt = performance.now();
    await withdraw();
    acknowledgedAt = performance.now();
  };

  const readOnce = async (): Promise<void> => {
    const [door, ask] = oneOf(Object.entries(DOORS), next);
    const startedAt = performance.now();
    if (startedAt > acknowledgedAt) after += 1;
    const { status, text, body } = await ask(agent, shared, purpose);
    const disclosureId = status === 200 ? (body.disclosureId as string) : undefined;
    const entry = disclosureId === undefined ? [] : await store.read(`disclosure-${disclosureId}`);
    done.push({
      startedAt,
      door,
      status,
      showsNote: text.includes(shared.text),
      showsPerson: text.includes(shared.given),
      ...(disclosureId !== undefined && { disclosureId }),
      entry: entry.map(({ type }) => type),
    });
  };

  const worker = async (): Promise<void> => {
    while (begun < reads || after < reads / 4) {
      begun += 1;
      if (begun >= startAt) withdrawal ??= carryOut();
      await readOnce();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await withdrawal;
  return { reads: done, sentAt, acknowledgedAt };
};
