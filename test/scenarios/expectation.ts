import type { Answer, Decision, PassageOutcome, Via } from '@hub/sharing';
import { worldOfScenario, type Scenario } from './scenario.js';
import type { Note, World } from './world.js';

const passageName = (note: Pick<Note, 'id' | 'passages'>, passage: string): string =>
  note.passages.length === 1 ? note.id : `${note.id}/${passage}`;

/** What becomes of every passage of a world's notes, by the name that the table gives it. */
export type Seen = Readonly<Record<string, PassageOutcome['outcome']>>;

/** What a scenario says that is seen of each passage; whatever it does not name would be missing here. */
export const expectedSeen = ({ shows = [], masks = [], omits = [] }: Scenario): Seen =>
  Object.fromEntries([
    ...shows.map((name) => [name, 'permit'] as const),
    ...masks.map((name) => [name, 'mask'] as const),
    ...omits.map((name) => [name, 'omit'] as const),
  ]);

/** What a decision makes of every passage of the world's notes. */
export const seenInDecision = ({ notes }: World, { items }: Decision): Seen =>
  Object.fromEntries(
    notes.flatMap((note) => {
      const passages = items.find(({ item }) => item === note.id)?.passages ?? [];
      return passages.map(({ passage, outcome }) => [passageName(note, passage), outcome]);
    }),
  );

/** What an answer shows of every passage of the world's notes; what it does not mention is omitted. */
export const seenInAnswer = ({ notes }: World, answer: Answer | undefined): Seen =>
  Object.fromEntries(
    notes.flatMap((note) => {
      const shown = answer?.items.find(({ item }) => item === note.id);
      const outcomeOf = (id: string): PassageOutcome['outcome'] => {
        if (shown?.permitted.includes(id)) return 'permit';
        return shown?.masked.some(({ passage }) => passage === id) ? 'mask' : 'omit';
      };
      return note.passages.map(({ id }) => [passageName(note, id), outcomeOf(id)]);
    }),
  );

const viaName = (via: Via | undefined): string | undefined =>
  via?.kind === 'flow' ? `${via.agreement}/${via.version}/${via.flow}` : via?.kind;

const sorted = (record: Seen): string => JSON.stringify(Object.entries(record).sort());

const compare = (what: string, expected: unknown, actual: unknown): readonly string[] =>
  expected === actual ? [] : [`${what}: expected ${String(expected)}, got ${String(actual)}`];

const codesOf = ({ reasons, obligations, items }: Decision): ReadonlySet<string> =>
  new Set([...reasons.map(({ code }) => code), ...obligations, ...items.flatMap(({ onward }) => onward)]);

const complaintsAboutCodes = ({ because, never = [] }: Scenario, decision: Decision): readonly string[] => {
  const codes = codesOf(decision);
  return [
    ...because.filter((code) => !codes.has(code)).map((code) => `${code} is not among the reasons`),
    ...never.filter((code) => codes.has(code)).map((code) => `${code} is among the reasons`),
  ];
};

/** Everything in which a decision differs from what the scenario says. */
export const complaintsAboutDecision = (scenario: Scenario, decision: Decision): readonly string[] => {
  const world = worldOfScenario(scenario);
  const grantorsOf = world.consents.filter(({ id }) => decision.consents.includes(id)).map(({ grantor }) => grantor);
  const first = decision.items.flatMap(({ passages }) => passages).find(({ outcome }) => outcome !== 'omit');
  return [
    ...compare('decided', scenario.decided, decision.outcome),
    ...compare('entitled', scenario.answered !== 404, decision.entitled),
    ...compare('seen', sorted(expectedSeen(scenario)), sorted(seenInDecision(world, decision))),
    ...complaintsAboutCodes(scenario, decision),
    ...(scenario.via === undefined ? [] : compare('via', scenario.via, viaName(first?.via))),
    ...(scenario.reliesOn === undefined
      ? []
      : compare('relies on', [...scenario.reliesOn].sort().join(), [...new Set(grantorsOf)].sort().join())),
  ];
};

const complaintsAboutAnswer = (scenario: Scenario, answer: Answer | undefined): readonly string[] => {
  const told = new Set(answer?.reasons.map(({ code }) => code));
  return [
    ...compare('answered', scenario.answered, answer?.outcome ?? 404),
    ...compare('shown', sorted(expectedSeen(scenario)), sorted(seenInAnswer(worldOfScenario(scenario), answer))),
    ...(scenario.untold ?? []).filter((code) => told.has(code)).map((code) => `${code} was told`),
  ];
};

/** Everything in which a decision and its answer differ from what the scenario says; nothing, when they agree. */
export const complaints = (scenario: Scenario, decision: Decision, answer: Answer | undefined): readonly string[] => [
  ...complaintsAboutDecision(scenario, decision),
  ...complaintsAboutAnswer(scenario, answer),
];
