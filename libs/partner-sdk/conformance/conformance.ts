import { ambient } from '../ambient.js';
import { consume, type ConsumeOptions } from '../consumer.js';
import type { Range } from '../feed-state.js';
import { fixedKeys } from '../keys.js';
import { messages } from '../source/source.js';
import { memoryStore } from '../store/memory-store.js';
import type { Store } from '../store/store.js';
import { conformanceKit, type ConformanceKit, type Handed } from './kit.js';

/** What a consumer says that it did with the stream. */
export interface Witnessed {
  /** In the order in which handlers succeeded. */
  readonly handed: readonly Handed[];
  readonly gaps: readonly Range[];
  /** Which of the stream, counted from 1, were handed to nobody because they cannot be trusted. */
  readonly rejected: readonly number[];
}

/**
 * A consumer to be tried: reads the stream of the kit, with its keys, to its end. `fails(id)` says that the handler has to fail
 * now: ask it each time before a message is handed on.
 */
export type Tried = (
  kit: Pick<ConformanceKit, 'stream' | 'keys'>,
  fails: (id: string) => boolean,
) => Promise<Witnessed>;

/** Whether a consumer conforms, and where it does not. */
export interface Conformance {
  readonly conforms: boolean;
  readonly breaches: readonly string[];
}

const subjectsOf = ({ stream }: ConformanceKit): ReadonlyMap<string, string> =>
  new Map(
    stream.map((text) => {
      const { id, subject } = JSON.parse(text) as { readonly id: string; readonly subject: string };
      return [id, subject];
    }),
  );

const shown = ({ kind, id }: Handed): string => `${kind} ${id}`;

const bySubject = (handed: readonly Handed[], subjects: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  const lists = new Map<string, string>();
  for (const one of handed) {
    const subject = subjects.get(one.id) ?? 'nobody';
    lists.set(subject, [lists.get(subject), shown(one)].filter(Boolean).join(', '));
  }
  return lists;
};

const compared = (what: string, expected: string | undefined, found: string | undefined): readonly string[] =>
  expected === found ? [] : [`${what}: expected ${expected ?? 'nothing'}; got ${found ?? 'nothing'}`];

const breachesOf = (kit: ConformanceKit, { handed, gaps, rejected }: Witnessed): readonly string[] => {
  const subjects = subjectsOf(kit);
  const [expected, found] = [bySubject(kit.expected.handed, subjects), bySubject(handed, subjects)];
  return [
    ...[...new Set([...expected.keys(), ...found.keys()])].flatMap((subject) =>
      compared(`handed about ${subject}`, expected.get(subject), found.get(subject)),
    ),
    ...compared(
      'missing',
      JSON.stringify(kit.expected.gaps),
      JSON.stringify(gaps.map(({ from, to }) => ({ from, to }))),
    ),
    ...compared('rejected', kit.expected.rejected.join(), rejected.join()),
  ];
};

/** Whether what a consumer says of itself is what the stream has to come to. */
export const judged = (witnessed: Witnessed, kit = conformanceKit()): Conformance => {
  const breaches = breachesOf(kit, witnessed);
  return { conforms: breaches.length === 0, breaches };
};

/** Tries a consumer of your own against the recorded stream. */
export const conformance = async (tried: Tried, kit = conformanceKit()): Promise<Conformance> => {
  const failed = new Set<string>();
  const fails = (id: string): boolean => kit.expected.failing.includes(id) && !failed.has(id) && failed.add(id).has(id);
  return judged(await tried({ stream: kit.stream, keys: kit.keys }, fails), kit);
};

/** This library as a consumer to be tried, with a store of yours if you like. */
export const thisLibrary =
  <Tx>(store: Store<Tx>): Tried =>
  async ({ stream, keys }, fails) => {
    const handed: Handed[] = [];
    const gaps: Range[] = [];
    const rejected: number[] = [];
    const handle =
      (kind: Handed['kind']) =>
      ({ id }: { readonly id: string }): void => {
        if (fails(id)) throw new Error('as the kit asks');
        handed.push({ kind, id });
      };
    const options: ConsumeOptions<Tx> = {
      from: messages(stream),
      keys: fixedKeys(keys),
      store,
      ambient,
      retry: { first: 5 },
      onEvent: handle('event'),
      onRecall: handle('recall'),
      onVoid: handle('void'),
      onUnknown: handle('unknown'),
      onGap: (gap) => {
        if (gap.kind === 'missing') gaps.push(gap);
      },
      onDeadLetter: ({ text }) => void rejected.push(stream.indexOf(text) + 1),
    };
    const consumer = await consume(options);
    await consumer.ended;
    return { handed, gaps, rejected };
  };

/** Tries this library, with its store in memory. */
export const conformanceOfThisLibrary = (): Promise<Conformance> => conformance(thisLibrary(memoryStore()));
