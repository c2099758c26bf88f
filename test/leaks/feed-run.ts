import { CHOSEN_TYPES } from '@hub/partner-messages';
import { agree, plainFlow } from '../e2e/agreed.js';
import type { Agent } from '../e2e/agent.js';
import type { Partnership } from '../faults/hub/index.js';
import { RECORD, SECRETS as S } from './secrets.js';

const since = { from: '2026-01-01T00:00:00.000Z' };
const PARTNERS = ['school', 'surgery', 'stranger'] as const;
type Partner = (typeof PARTNERS)[number];

/** Ids of what was recorded, and what may stand in a message of whom. */
export interface RecordedIds {
  /** By partner. */
  readonly agreements: Map<string, string>;
  /** Of people, notes, families, consents, events: in no message at all. */
  readonly inner: string[];
}

const roles = { dsl: [], head: ['administrator'], ig: ['information-governance'], system: ['system'] } as const;

const agreeWith = async ({ as }: Partnership, partner: Partner): Promise<string> => {
  await agree({
    administrator: as('partnership', 'administrator'),
    parties: new Map([partner, 'infirmary'].map((party) => [party, as(party, 'head')])),
    startsOn: since.from,
    flows: [
      plainFlow(1, {
        ...{ from: 'infirmary', to: partner, roles: ['dsl', 'system'] },
        categories: ['identity', 'injury', 'family-story', 'family-composition'],
      }),
    ],
  });
  const { items } = await as(partner, 'head').get('/agreements').expect(200);
  // Who is party to what is known to everybody.
  return (items as readonly { readonly id: string }[]).find((one) => JSON.stringify(one).includes(partner))!.id;
};

/** Three partners of one infirmary, told by topics: two deal with a child, and the third, which also fetches, with nobody. */
export const subscribePartners = async (partnership: Partnership): Promise<RecordedIds> => {
  const { as, enrol } = partnership;
  const agreements = new Map<string, string>();
  await enrol('infirmary', { sector: 'health', roles });
  for (const partner of PARTNERS) {
    await enrol(partner, { sector: 'education', roles });
    const agreementId = await agreeWith(partnership, partner);
    agreements.set(partner, agreementId);
    const wanted = {
      agreementId,
      purpose: 'early-help',
      categories: ['identity', 'injury', 'family-story', 'family-composition'],
    };
    const ways = [
      { role: 'dsl', delivery: 'kafka' },
      { role: 'system', delivery: 'pull' },
    ];
    for (const way of ways) {
      const asked = { ...wanted, ...way, types: CHOSEN_TYPES };
      const { id } = await as(partner, 'head').post('/subscriptions', asked).created();
      await as('partnership', 'administrator').post(`/subscriptions/${id}/approvals`, {}).created();
    }
  }
  return { agreements, inner: [] };
};

const note = (subject: string, text: string, category = 'injury') => ({
  ...{ category, labels: [] },
  passages: [{ text, subjects: [subject], thirdParties: [], location: 'checked' }],
});

/** Everything that leads to messages, and much that does not, with every kind of secret in it. */
export const tellOfAChild = async (
  { as }: Partnership,
  { inner }: RecordedIds,
  told: (note: string) => Promise<void>,
): Promise<string> => {
  const doctor = as('infirmary', 'dsl');
  const made = async (agent: Agent, path: string, body: object): Promise<string> => {
    const { id } = await agent.post(path, body).created();
    inner.push(id as string);
    return id as string;
  };
  const child = await made(doctor, '/people', RECORD);
  const other = await made(doctor, '/people', { name: { given: S.otherGiven, family: S.family } });
  for (const partner of ['school', 'surgery'])
    for (const person of [child, other])
      await made(as(partner, 'dsl'), `/people/${person}/involvements`, { workers: [], service: S.service, ...since });
  await doctor.post(`/people/${child}/names`, { name: { given: S.correctedGiven, family: S.family } }).created();
  await doctor.post(`/people/${child}/birth-dates`, { dateOfBirth: S.correctedBirth }).created();
  const members = [child, other].map((personId) => ({ personId, role: 'other', ...since }));
  const family = await made(doctor, '/families', { members });
  const story = { tellers: [child], about: [child], words: `We said: ${S.story}.` };
  await doctor.post(`/families/${family}/stories`, story).created();

  const first = await made(doctor, '/case-notes', note(child, `Seen: ${S.note}.`));
  await told(first);
  const corrected = note(child, `Seen: ${S.correctedNote}.`);
  const because = S.correctionReason;
  await doctor.post(`/case-notes/${first}/corrections`, { passages: corrected.passages, because }).created();
  const wrong = await made(doctor, '/case-notes', note(child, `Sealed: ${S.sealedNote}.`));
  await told(wrong);
  await doctor.post(`/case-notes/${wrong}/errors`, { because: S.noteErrorReason }).created();
  const consent = {
    ...{ subject: child, grantor: child, capacity: 'self', decision: 'permit', evidence: S.evidence },
    scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
    ...{ ...since, effectiveAt: since.from },
  };
  const given = await made(doctor, '/consents', consent);
  const reason = { subject: child, because: S.withdrawalReason };
  await doctor.post(`/consents/${given}/withdrawals`, reason).created();
  return child;
};

/** What nobody but the infirmary may see: of the child, of people with whom no partner deals, and by partners of each other. */
export const tellInSecret = async ({ as }: Partnership, { inner }: RecordedIds, child: string): Promise<string> => {
  const doctor = as('infirmary', 'dsl');
  const unknown = (await doctor.post('/people', { name: { given: S.otherGiven, family: S.family } }).created()).id;
  const unseen = [
    note(unknown, S.sealedNote),
    note(child, S.sealedNote, 'attendance'),
    {
      ...note(child, S.sealedNote),
      labels: [],
      passages: [{ ...note(child, S.sealedNote).passages[0]!, location: 'reveals' }],
    },
  ];
  const restriction = {
    kind: 'protected-address',
    custodians: [{ agency: 'infirmary', roles: [], purposes: [] }],
    workers: [],
  };
  await doctor
    .post(`/people/${child}/restrictions`, { ...restriction, ...since, because: S.restrictionReason })
    .created();
  for (const body of unseen) inner.push((await doctor.post('/case-notes', body).created()).id as string);
  const moved = { lines: [`78 ${S.addressLine}`], postcode: S.postcode, from: '2026-02-01T00:00:00.000Z' };
  await doctor.post(`/people/${child}/addresses`, moved).created();
  for (const partner of ['school', 'surgery'])
    await as(partner, 'dsl').post('/case-notes', note(child, S.refusedText)).created();
  inner.push(unknown as string);
  return unknown as string;
};

/** One more note that everybody who deals with the child may see. */
export const tellOnceMore = async ({ as }: Partnership, child: string): Promise<string> =>
  (await as('infirmary', 'dsl').post('/case-notes', note(child, S.note)).created()).id as string;
