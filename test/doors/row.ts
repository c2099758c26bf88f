import type { AgencyId, Category, Instant, Passage, PersonId } from '@hub/sharing';
import type { Scenario } from '../scenarios/scenario.js';
import { worldOfScenario } from '../scenarios/scenario.js';
import type { World } from '../scenarios/world.js';

/** Of the partnership's agencies the one in no row: it registers people, and records what is nobody's own. */
export const KEEPER = 'keeper';

/** A row of the table, as it is recorded over HTTP. */
export interface Row {
  readonly scenario: Scenario;
  /** Who registers the row's people, and records what is nobody's own. */
  readonly registrar: AgencyId;
  /** When they are registered. */
  readonly registeredAt: Instant;
  /** What somebody has found that their names tell of where they are. */
  readonly nameTells: Passage['location'];
  /** Categories of whatever the hub keeps of a person that the table does not speak of: hidden by a court order. */
  readonly hidden: readonly Category[];
  /** Whether the row's notes are recorded. */
  readonly withNotes: boolean;
}

/** What the table says has been recorded when the row asks. */
export const worldOfRow = ({ scenario }: Row): World => worldOfScenario(scenario);

const unique = <T>(all: readonly T[]): readonly T[] => [...new Set(all)];

/** The agencies that do something in a row: those that are registered for it. */
export const agenciesIn = (row: Row): readonly AgencyId[] => {
  const { agencies, agreements, notes, overrides } = worldOfRow(row);
  const acting = [
    row.scenario.asks.agency,
    row.registrar,
    ...agreements.flatMap(({ parties }) => parties),
    ...notes.map(({ by }) => by),
    ...overrides.map(({ agency }) => agency),
  ];
  return unique(acting).filter((id) => agencies.some((agency) => agency.id === id));
};

/** The people about whom a row says anything of its own: the others of the two families make no difference to it. */
export const peopleIn = ({ scenario: { asks, given } }: Row): readonly PersonId[] =>
  unique([
    ...asks.about,
    ...given.flatMap((change) => [
      ...(change.notes ?? []).flatMap(({ passages }) => passages.flatMap(({ subjects }) => subjects)),
      ...(change.consents ?? []).flatMap(({ subject, grantor }) => [subject, grantor]),
      ...(change.responsibilities ?? []).flatMap(({ about, holder }) => [about, holder]),
      ...(change.overrides ?? []).flatMap(({ subjects }) => subjects),
      ...[change.restrictions, change.competence, change.conflicts, change.harmFindings, change.involvements].flatMap(
        (records = []) => records.map(({ about }) => about),
      ),
    ]),
  ]);
