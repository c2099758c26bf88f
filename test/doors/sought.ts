import { CATEGORIES, type AgreementFacts, type Category } from '@hub/sharing';
import { worldOfScenario, type Scenario } from '../scenarios/scenario.js';
import type { Change, Note } from '../scenarios/world.js';
import type { Row } from './row.js';

/**
 * A row at the search door: somebody searches for the person by name. Is the name theirs to see?
 *
 * The note that the row is about becomes the person's identity. The note's agency registers the person, and whatever
 * flows, consents, findings and restrictions say of the note's category they say of `identity`. So the person is found
 * exactly where the table shows the note.
 */
export interface Sought {
  readonly row: Row;
  /** The note that the name stands for. */
  readonly note: Note;
  readonly found: boolean;
  /** The row has no other note, so that all it says is about this one. */
  readonly alone: boolean;
}

/** The note that the row is about: the first that is left out, or else the first that is a gap, or else the first. */
const noteOf = ({ omits = [], masks = [], ...scenario }: Scenario): Note | undefined => {
  const { notes } = worldOfScenario(scenario);
  const named = (names: readonly string[]) =>
    notes.find(({ id }) => names.some((name) => name === id || name.startsWith(`${id}/`)));
  return named(omits) ?? named(masks) ?? notes[0];
};

interface Case {
  readonly scenario: Scenario;
  readonly note: Note;
  readonly passage: Note['passages'][number];
  readonly flows: AgreementFacts['flows'];
}

/** Why there is no way to put a row to the search, each with the test for it; in this order. */
const CLOSED: readonly (readonly [reason: string, applies: (its: Case) => boolean])[] = [
  ['a search is about one person at a time', ({ scenario }) => scenario.asks.about.length !== 1],
  [
    'a name is one passage about one person, without third parties or sources',
    ({ note: { passages }, passage, scenario }) =>
      passages.length > 1 ||
      passage.subjects.join() !== scenario.asks.about.join() ||
      passage.thirdParties.length > 0 ||
      passage.revealsProtectedSource,
  ],
  [
    'there is one name, so it is always among the newest',
    ({ flows }) => flows.some((flow) => flow.mostRecent !== undefined),
  ],
  [
    'a name carries no labels',
    ({ note: { labels }, flows, scenario }) =>
      labels.some(
        (label) => label === 'R' || label === 'LOCIS' || flows.some((flow) => !flow.labels.includes(label)),
      ) || worldOfScenario(scenario).consents.some(({ scope }) => scope.exceptLabels.length > 0),
  ],
  ['restrictions of one note do not reach a name', ({ note }) => note.restrictions.length > 0],
  ['a name is not about sexual health', ({ note }) => note.category === 'sexual-health'],
  [
    'a name tells nothing of where somebody is',
    ({ note, scenario }) =>
      CATEGORIES[note.category].reveals &&
      worldOfScenario(scenario).restrictions.some(({ kind }) => kind === 'protected-address'),
  ],
];

/** Why a row has no search door; `undefined` where it has one. */
export const noSearchBecause = (scenario: Scenario): string | undefined => {
  if (scenario.onlyAtTheDecision !== undefined) return scenario.onlyAtTheDecision;
  if (scenario.turnedAway !== undefined) return 'HTTP turns such a caller away by itself';
  const note = noteOf(scenario);
  const [passage] = note?.passages ?? [];
  if (!note || !passage) return 'nobody has recorded anything that could be found';
  const flows = worldOfScenario(scenario).agreements.flatMap(({ flows: its }) => its);
  return CLOSED.find(([, applies]) => applies({ scenario, note, passage, flows }))?.[0];
};

/** The same record, of names instead of the category. */
const ofNames =
  (category: Category) =>
  <T extends { readonly categories?: readonly Category[] }>(record: T): T =>
    record.categories
      ? { ...record, categories: record.categories.map((its) => (its === category ? 'identity' : its)) }
      : record;

const asIdentity = (
  { agreements, consents, harmFindings, restrictions, notes, ...rest }: Change,
  note: Note,
): Change => {
  const renamed = ofNames(note.category);
  return {
    ...rest,
    ...(agreements && { agreements: agreements.map((its) => ({ ...its, flows: its.flows.map(renamed) })) }),
    ...(consents && { consents: consents.map((its) => ({ ...its, scope: renamed(its.scope) })) }),
    ...(harmFindings && { harmFindings: harmFindings.map(renamed) }),
    ...(restrictions && { restrictions: restrictions.map(renamed) }),
    ...(notes?.includes(note) && { notes: [{ ...note, category: 'identity', labels: [] }] }),
  };
};

/** A row as it is put to the search; `undefined` where it has no such door. */
export const soughtIn = (scenario: Scenario): Sought | undefined => {
  const note = noteOf(scenario);
  if (noSearchBecause(scenario) !== undefined || !note) return undefined;
  const [passage] = note.passages;
  return {
    row: {
      scenario: { ...scenario, given: scenario.given.map((change) => asIdentity(change, note)) },
      registrar: note.by,
      registeredAt: note.effectiveAt,
      nameTells: passage?.location ?? 'unreviewed',
      hidden: ['involvement', 'family-composition'],
      withNotes: false,
    },
    note,
    found: (scenario.shows ?? []).includes(note.id),
    alone: worldOfScenario(scenario).notes.length === 1,
  };
};
