import type {
  AgencyFacts,
  AgencyId,
  AgreementFacts,
  Category,
  CompetenceFinding,
  ConflictOfInterest,
  ConsentFacts,
  Facts,
  HarmFinding,
  Instant,
  Involvement,
  Item,
  Label,
  OverrideFacts,
  Passage,
  Period,
  PersonFacts,
  PersonId,
  Restriction,
} from '@hub/sharing';

/** The instant at which every scenario asks. */
export const NOW: Instant = '2026-06-30T10:00:00.000Z';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** So long before the scenarios' now: `ago('3d')`. Negative is ahead. */
export const ago = (span: `${number}${keyof typeof UNITS}`): Instant =>
  new Date(Date.parse(NOW) - Number.parseInt(span, 10) * UNITS[span.slice(-1) as keyof typeof UNITS]).toISOString();

/** So long after the scenarios' now. */
export const ahead = (span: `${number}${keyof typeof UNITS}`): Instant =>
  new Date(Date.parse(NOW) + Number.parseInt(span, 10) * UNITS[span.slice(-1) as keyof typeof UNITS]).toISOString();

/** A note: the one kind of item in the scenarios. Passages are named `<note>` where there is one, else `<note>/<id>`. */
export interface Note {
  readonly id: string;
  readonly by: AgencyId;
  readonly category: Category;
  readonly labels: readonly Label[];
  readonly effectiveAt: Instant;
  readonly passages: readonly Passage[];
  readonly restrictions: readonly Restriction[];
}

type About<T> = T & { readonly about: PersonId };

/** What has been recorded, one list for each kind of record: all that a scenario can say. */
export interface World {
  readonly agencies: readonly AgencyFacts[];
  readonly suspendedAgencies: readonly AgencyId[];
  readonly agreements: readonly AgreementFacts[];
  readonly people: readonly { readonly id: PersonId; readonly dateOfBirth?: string }[];
  readonly families: readonly { readonly id: string; readonly members: readonly PersonId[] }[];
  readonly responsibilities: readonly About<{
    readonly holder: PersonId;
    readonly period: Period;
    readonly disputes: readonly Period[];
  }>[];
  readonly competence: readonly About<CompetenceFinding>[];
  readonly involvements: readonly About<Involvement>[];
  readonly conflicts: readonly About<ConflictOfInterest>[];
  readonly restrictions: readonly About<Restriction>[];
  readonly harmFindings: readonly About<HarmFinding>[];
  readonly consents: readonly ConsentFacts[];
  readonly notes: readonly Note[];
  readonly overrides: readonly OverrideFacts[];
  /** People named by others, of whom nothing is known. Only the decision's own door can say so. */
  readonly unknown: readonly PersonId[];
}

/** What a row adds to the world. */
export type Change = Partial<World>;

const KINDS = [
  'agencies',
  'suspendedAgencies',
  'agreements',
  'people',
  'families',
  'responsibilities',
  'competence',
  'involvements',
  'conflicts',
  'restrictions',
  'harmFindings',
  'consents',
  'notes',
  'overrides',
  'unknown',
] as const satisfies readonly (keyof World)[];

const nothing = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as World;

/** All the changes together. */
export const worldOf = (changes: readonly Change[]): World =>
  changes.reduce<World>(
    (world, change) =>
      Object.fromEntries(KINDS.map((kind) => [kind, [...world[kind], ...(change[kind] ?? [])]])) as unknown as World,
    nothing,
  );

const about =
  (id: PersonId) =>
  <T extends { readonly about: PersonId }>(records: readonly T[]): readonly Omit<T, 'about'>[] =>
    records.filter((record) => record.about === id).map(({ about: _about, ...rest }) => rest);

const householdOf = ({ families }: World, id: PersonId): readonly PersonId[] => [
  ...new Set(
    families
      .filter(({ members }) => members.includes(id))
      .flatMap(({ members }) => members.filter((one) => one !== id)),
  ),
];

const personFacts =
  (world: World) =>
  (person: World['people'][number]): PersonFacts => {
    const of = about(person.id);
    return {
      ...person,
      parentalResponsibility: of(world.responsibilities),
      competence: of(world.competence),
      restrictions: of(world.restrictions),
      involvements: of(world.involvements),
      conflicts: of(world.conflicts),
      harmFindings: of(world.harmFindings),
      household: householdOf(world, person.id),
    };
  };

const itemOf = ({ by, ...note }: Note): Item => ({
  ...note,
  kind: 'case-note',
  source: by,
  stream: `note-${note.id}`,
  revision: 0,
});

/** The facts that the decision is handed, as the recorded world has them. */
export const factsOf = (world: World): Facts => ({
  agencies: world.agencies.map((agency) =>
    world.suspendedAgencies.includes(agency.id) ? { ...agency, status: 'suspended' } : agency,
  ),
  agreements: world.agreements,
  people: world.people.filter(({ id }) => !world.unknown.includes(id)).map(personFacts(world)),
  consents: world.consents,
  overrides: world.overrides,
  items: world.notes.map(itemOf),
  heads: { register: 1 },
});
