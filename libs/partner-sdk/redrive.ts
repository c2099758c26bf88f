import type { Reason } from './failure.js';
import { isVoid, parsed, type PlacedMessage } from './message.js';
import type { Received, Receiving } from './receiving.js';
import { isQuarantined, type Letter, type Unit } from './store/store.js';

/** Which dead letters are sent round again; all but those in quarantine unless said otherwise. */
export interface RedriveOptions {
  /** By their names; one that is named goes also out of quarantine, and is counted from nought again. */
  readonly letters?: readonly string[];
  readonly reasons?: readonly Reason[];
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
}

/** What a redrive has done, or would do. */
export interface Redriven {
  readonly redriven: number;
  /** Left where they are: they came back three times. */
  readonly quarantined: number;
  /** How many of those that go round are there for which reason. */
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
}

const histogram = (letters: readonly Letter[]): Redriven['reasons'] => {
  const counts: Partial<Record<Reason, number>> = {};
  for (const { reason } of letters) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
};

/** Sends dead letters round again: each is dealt with as when it came, behind what waits of its subject. */
export const redriving = <Tx>(
  { store }: Pick<Receiving<Tx>, 'store'>,
  receive: (text: string, loops: number) => Promise<Received>,
) => {
  /** A message that has its place waits for its handler again, unless its void form has come since. */
  const again = async (
    unit: Unit<Tx>,
    { letter, source = '', id = '', text }: Letter,
    loops: number,
  ): Promise<void> => {
    await unit.feed(source);
    await unit.dropLetter(letter);
    const entry = await unit.entry(source, id);
    const message = parsed(text) as object as PlacedMessage;
    if (entry === undefined || (entry.form === 'void' && !isVoid(message))) return;
    await unit.keepEntry({ ...entry, outcome: 'waiting' });
    await unit.keepWaiting({ source, id, subject: entry.subject, text, attempts: 0, due: 0, loops });
  };

  const one = async (letter: Letter, released: boolean): Promise<void> => {
    const loops = released ? 1 : letter.loops + 1;
    if (letter.id !== undefined) return store.transaction((unit) => again(unit, letter, loops));
    // Kept until it is known that it is dead no more: what stays dead is counted on in its letter.
    if (released) await store.transaction((unit) => unit.dropLetter(letter.letter));
    if ((await receive(letter.text, loops)) !== 'dead') {
      await store.transaction((unit) => unit.dropLetter(letter.letter));
    }
  };

  return async ({ letters: named, reasons, dryRun = false }: RedriveOptions = {}): Promise<Redriven> => {
    const all = await store.transaction((unit) => unit.letters());
    const meant = all
      .filter(({ letter }) => named === undefined || named.includes(letter))
      .filter(({ reason }) => reasons === undefined || reasons.includes(reason));
    const going = meant.filter((letter) => named !== undefined || !isQuarantined(letter));
    if (!dryRun) for (const letter of going) await one(letter, named !== undefined && isQuarantined(letter));
    return { redriven: going.length, quarantined: meant.length - going.length, reasons: histogram(going) };
  };
};
