import type { AgencyId, AgreementFacts, Flow } from '@hub/sharing';
import type { TestHub } from '../e2e/hub.js';
import type { World } from '../scenarios/world.js';
import { names, type Names } from './names.js';
import { agenciesIn, KEEPER, worldOfRow, type Row } from './row.js';

/**
 * Rows with the same agreements and suspensions share their agencies: nothing of one row's reaches another, as each has
 * people of its own, and the register, which is one stream, stays short.
 */
export interface Partnership {
  readonly names: Names;
  /** The hub's id of an agency of the table. */
  readonly agency: (id: AgencyId) => AgencyId;
  /** A role in which somebody of the agency may record things. */
  readonly roleIn: (id: AgencyId) => string;
  readonly rows: readonly Row[];
}

const functions = ['practitioner', 'administrator'] as const;

const registerOf = (row: Row): string => {
  const { agreements, suspendedAgencies } = worldOfRow(row);
  return JSON.stringify([agreements, suspendedAgencies]);
};

/** The rows, those together that can have the same agencies. */
export const partnershipsOf = (rows: readonly Row[]): readonly Partnership[] => {
  const together = new Map<string, Row[]>();
  for (const row of rows) together.set(registerOf(row), [...(together.get(registerOf(row)) ?? []), row]);
  return [...together.values()].map((its, index) => ({
    rows: its,
    names: names(),
    agency: (id) => (id === KEEPER ? id : `${id}-${String(index)}`),
    roleIn: (id) => {
      const [role] = its
        .flatMap(worldOfRow)
        .flatMap(({ agencies }) => agencies.find((one) => one.id === id)?.roles ?? []);
      return role?.code ?? 'recorder';
    },
  }));
};

const enrol = async (hub: TestHub, { agency }: Partnership, id: AgencyId, { agencies }: World): Promise<void> => {
  const found = agencies.find((one) => one.id === id);
  if (!found) return;
  const roles = found.roles.map(({ code, reach }) => [code, { reach, functions }] as const);
  await hub.enrol(agency(id), { sector: found.sector, powers: found.powers, roles: Object.fromEntries(roles) });
};

const flowRow = (agency: Partnership['agency'], { from, to, ...flow }: Flow) => ({
  ...flow,
  from: agency(from),
  to: agency(to),
});

/** An agreement of the table, its versions from the oldest to the newest. */
type Versions = readonly [AgreementFacts, ...AgreementFacts[]];

/** The terms of a version, which ends on a day of its own or when the next one takes its place. */
const termsOf = (its: Partnership, { id: title, period, parties, flows }: AgreementFacts, next?: AgreementFacts) => ({
  title,
  kind: 'sharing',
  parties: parties.map(its.agency),
  startsOn: period.from,
  ...(period.until !== undefined && period.until !== next?.period.from && { endsOn: period.until }),
  clauses: { purpose: 'To help children.' },
  flows: flows.map((flow) => flowRow(its.agency, flow)),
});

/** Drafted until its id comes after another's, as the table's names do: which of two comes first is a rule. */
const drafted = async (hub: TestHub, its: Partnership, [first, next]: Versions, after: string) => {
  const drafter = signatory(hub, its, first.parties[0]!);
  const terms = termsOf(its, first, next);
  for (;;) {
    const draft = await drafter.post('/agreements', { terms }).created();
    if (draft.id > after) return draft.id as string;
  }
};

const signatory = (hub: TestHub, { agency, roleIn }: Partnership, party: AgencyId) =>
  hub.as(agency(party), roleIn(party), `${party}-head`);

/** Proposed and signed by every party. */
const signed = async (hub: TestHub, its: Partnership, id: string, { version, parties }: AgreementFacts) => {
  const drafter = signatory(hub, its, parties[0]!);
  let { revision } = await drafter.post(`/agreements/${id}/proposals`, { version }).created();
  for (const party of parties)
    ({ revision } = await signatory(hub, its, party)
      .post(`/agreements/${id}/signatures`, { version, capacity: 'headteacher' }, { ifMatch: revision })
      .created());
  return { drafter, revision };
};

/** Every version drafted and signed, and all suspended where the table says that it is not in force. */
const agreed = async (hub: TestHub, its: Partnership, versions: Versions, after: string): Promise<string> => {
  const [first, ...newer] = versions;
  const id = await drafted(hub, its, versions, after);
  let { drafter, revision } = await signed(hub, its, id, first);
  for (const [index, version] of newer.entries()) {
    const terms = termsOf(its, version, newer[index + 1]);
    await drafter.post(`/agreements/${id}/versions`, { terms }, { ifMatch: revision }).created();
    ({ drafter, revision } = await signed(hub, its, id, version));
  }
  if (first.status === 'not-in-force')
    await drafter.post(`/agreements/${id}/suspensions`, { reason: 'under-review' }, { ifMatch: revision }).created();
  return its.names.is('agreement', first.id, id);
};

/** The agreements of the table in the order of their names, each with its versions. */
const agreementsOf = ({ agreements }: World): readonly Versions[] =>
  agreements
    .filter(({ version }) => version === 1)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((first) => [first, ...agreements.filter(({ id, version }) => id === first.id && version > 1)]);

/** Registers a partnership's agencies and agreements. */
export const recordRegister = async (hub: TestHub, its: Partnership): Promise<void> => {
  const [first] = its.rows;
  if (!first) return;
  const world = worldOfRow(first);
  for (const id of new Set(its.rows.flatMap(agenciesIn))) await enrol(hub, its, id, world);
  let last = '';
  for (const versions of agreementsOf(world)) last = await agreed(hub, its, versions, last);
};

/** What ends a partnership's sharing: after everything else has been recorded. */
export const recordSuspensions = async (hub: TestHub, { rows, agency }: Partnership): Promise<void> => {
  for (const id of new Set(rows.slice(0, 1).flatMap((row) => worldOfRow(row).suspendedAgencies)))
    await hub.administrator.post(`/agencies/${agency(id)}/suspensions`, { reason: 'under-review' }).created();
};
