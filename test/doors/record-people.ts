import { createHash } from 'node:crypto';
import type { Period, PersonId, Restriction } from '@hub/sharing';
import type { Agent } from '../e2e/hub.js';
import { ALWAYS } from '../scenarios/partnership.js';
import type { World } from '../scenarios/world.js';
import type { Recorder } from './recorder.js';
import { peopleIn, worldOfRow, type Row } from './row.js';

/** A second that is long over: the agency has a record, and no reason to deal with the person. */
const NEVER = { from: ALWAYS.from, until: new Date(Date.parse(ALWAYS.from) + 1_000).toISOString() };

const service = { service: 'Records', workers: [], location: 'checked' };

/** A name that no other row's people have, or nearly have. */
export const nameOf = (row: Row, person: PersonId) => {
  const letters = createHash('sha256')
    .update(`${row.scenario.id} ${person}`)
    .digest('base64')
    .replace(/[^a-z]/g, '');
  return { given: `${person[0]!.toUpperCase()}${letters.slice(0, 7)}`, family: `F${letters.slice(7)}` };
};

const periodBody = ({ from, until }: Period) => ({ from, ...(until !== undefined && { until }) });

/** A restriction as a body says it. */
export const restrictionBody = ({ agency }: Recorder, { id: _, period, custodians, ...restriction }: Restriction) => ({
  ...restriction,
  ...periodBody(period),
  custodians: custodians.map((custodian) => ({ ...custodian, agency: agency(custodian.agency) })),
});

const register = async (recorder: Recorder, { id, dateOfBirth }: World['people'][number]): Promise<void> => {
  const { row, registrar, names } = recorder;
  const body = {
    name: nameOf(row, id),
    ...(dateOfBirth !== undefined && { dateOfBirth }),
    involvement: { ...service, ...NEVER },
  };
  const personId = names.is('person', id, (await registrar.post('/people', body).created()).id);
  if (row.nameTells === 'unreviewed')
    await registrar.post(`/people/${personId}/names`, { name: body.name, origin: 'imported' }).created();
  if (row.nameTells === 'reveals')
    await registrar
      .post(`/people/${personId}/location-reviews`, { itemId: `identity-${personId}`, location: 'reveals' })
      .created();
};

const form = async ({ registrar, names }: Recorder, family: string, members: readonly PersonId[]): Promise<void> => {
  const joining = members.map((id) => ({ personId: names.idOf('person', id), role: 'other', from: ALWAYS.from }));
  names.is('family', family, (await registrar.post('/families', { members: joining }).created()).id);
};

/** The row's people, those of each household together, and those who are asked about together as a family too. */
export const recordPeople = async (recorder: Recorder): Promise<void> => {
  const { row } = recorder;
  const [{ people, families }, inRow, { about }] = [worldOfRow(row), peopleIn(row), row.scenario.asks];
  for (const person of people.filter(({ id }) => inRow.includes(id))) await register(recorder, person);
  for (const { id, members } of families) {
    const known = members.filter((member) => inRow.includes(member));
    if (known.length > 1) await form(recorder, id, known);
  }
  if (about.length > 1) await form(recorder, 'asked', about);
};

/** Who works with whom; whoever writes about somebody has a record of them, if only one of a second long ago. */
export const recordInvolvements = async ({ row, acts, names }: Recorder): Promise<void> => {
  const { involvements, notes } = worldOfRow(row);
  const people = peopleIn(row);
  const post = (agent: Agent, about: PersonId, body: object) =>
    agent.post(`/people/${names.idOf('person', about)}/involvements`, { ...service, ...body }).created();
  for (const { about, agency, workers, period } of involvements)
    if (people.includes(about) && acts(agency)) await post(acts(agency)!, about, { workers, ...periodBody(period) });
  for (const { by, passages } of row.withNotes ? notes : [])
    for (const subject of new Set(passages.flatMap(({ subjects }) => subjects)))
      if (!involvements.some(({ about, agency }) => about === subject && agency === by))
        await post(acts(by)!, subject, NEVER);
};

/** Who holds parental responsibility, until when, and what is disputed about it. */
export const recordResponsibilities = async ({ row, registrar, names }: Recorder): Promise<void> => {
  const people = peopleIn(row);
  for (const { about, holder, period, disputes } of worldOfRow(row).responsibilities) {
    if (![about, holder].every((person) => people.includes(person))) continue;
    const id = names.idOf('person', holder);
    const path = `/people/${names.idOf('person', about)}/parental-responsibilities`;
    await registrar.post(path, { holder: id, how: 'order', from: period.from }).created();
    for (const { from, until } of disputes) {
      const dispute = await registrar.post(`${path}/${id}/disputes`, { from }).created();
      if (until !== undefined)
        await registrar.post(`${path}/${id}/disputes/${dispute.id}/resolutions`, { until }).created();
    }
    if (period.until !== undefined) await registrar.post(`${path}/${id}/endings`, { until: period.until }).created();
  }
};

/** Findings, conflicts of interest and restrictions; a protected address has somebody who may know it. */
export const recordProtections = async (recorder: Recorder): Promise<void> => {
  const { row, registrar, names, agency, keeper } = recorder;
  const { competence, conflicts, harmFindings, restrictions } = worldOfRow(row);
  const post = (about: PersonId, path: string, body: object) =>
    registrar.post(`/people/${names.idOf('person', about)}/${path}`, body).created();
  for (const { about, ...finding } of competence)
    await post(about, 'competence-findings', { ...finding, assessor: 'assessor', because: 'An assessment' });
  for (const { about, ...conflict } of conflicts) await post(about, 'conflicts-of-interest', conflict);
  for (const { about, id: _, at: __, recipients, ...finding } of harmFindings)
    await post(about, 'harm-findings', {
      ...finding,
      because: 'A finding',
      ...(recipients && { recipients: recipients.map(agency) }),
    });
  for (const { about, ...restriction } of restrictions) {
    const body = restrictionBody(recorder, restriction);
    const custodians = body.custodians.length === 0 ? [{ agency: keeper, roles: [], purposes: [] }] : body.custodians;
    await post(about, 'restrictions', body.kind === 'protected-address' ? { ...body, custodians } : body);
  }
  for (const about of row.scenario.asks.about)
    await post(about, 'restrictions', {
      kind: 'court-order',
      categories: row.hidden,
      custodians: [],
      workers: [],
      from: ALWAYS.from,
    });
};
