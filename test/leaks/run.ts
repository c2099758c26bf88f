import type { Agent, Answer, Call } from '../e2e/agent.js';
import type { Partnership } from '../faults/hub/index.js';
import { RECORD, SECRETS as S } from './secrets.js';

/** An answer, and whether it is one that may hold what was told: a view, a search or an own list, through the door. */
export interface Heard {
  readonly answer: Answer;
  readonly isView: boolean;
  readonly path: string;
}

/** Somebody whose every answer is kept. */
const overheard = (agent: Agent, heard: Heard[]): Agent => {
  const keep = (path: string, call: Call): Call => {
    void call.then((answer) => {
      const isView = answer.status === 200 && /view|chronology|case-notes|people:search|caseload/.test(path);
      heard.push({ answer, isView, path });
    });
    return call;
  };
  return {
    call: (method, path, ...rest) => keep(path, agent.call(method, path, ...rest)),
    get: (path, ...rest) => keep(path, agent.get(path, ...rest)),
    post: (path, ...rest) => keep(path, agent.post(path, ...rest)),
  };
};

const terms = {
  title: 'Between school and health',
  kind: 'sharing',
  parties: ['school', 'health'],
  startsOn: '2026-01-01T00:00:00.000Z',
  clauses: {},
  flows: [
    {
      number: 1,
      categories: ['identity', 'injury', 'family-story'],
      from: 'health',
      to: 'school',
      roles: ['dsl'],
      purposes: ['safeguarding'],
      route: 'duty',
      basis: { article6: 'c' },
      consentRequired: false,
      labels: [],
      onward: [],
    },
  ],
};

const since = { from: '2026-01-01T00:00:00.000Z' };
const purpose = 'safeguarding';

/** Everybody who plays a part. */
export const enrolEverybody = async ({ enrol }: Partnership): Promise<void> => {
  await enrol('school', {
    sector: 'education',
    roles: { dsl: [], head: ['administrator'], ig: ['information-governance'] },
  });
  await enrol('health', {
    sector: 'health',
    roles: { visitor: [], head: ['administrator'], ig: ['information-governance'], steward: ['steward'] },
  });
};

/** Records, reads and refusals from one end of the hub to the other, with every secret in its place. */
export const tellEverything = async ({ as }: Partnership, heard: Heard[]): Promise<void> => {
  const by = (agency: string, role: string): Agent => overheard(as(agency, role), heard);
  const [visitor, dsl] = [by('health', 'visitor'), by('school', 'dsl')];

  const { id: agreement } = await by('health', 'head').post('/agreements', { terms }).created();
  let { revision } = await by('health', 'head').post(`/agreements/${agreement}/proposals`, { version: 1 }).created();
  for (const party of ['health', 'school']) {
    const signature = { version: 1, capacity: 'headteacher' };
    ({ revision } = await by(party, 'head')
      .post(`/agreements/${agreement}/signatures`, signature, { ifMatch: revision })
      .created());
  }

  const involvement = { workers: [], service: S.registeringService, ...since };
  const { id: person } = await visitor.post('/people', { ...RECORD, involvement }).created();
  const { id: other } = await visitor
    .post('/people', { name: { given: S.otherGiven, family: S.family }, dateOfBirth: S.otherBirth })
    .created();
  // The same person in the school's records: what tells them apart is compared and proposed.
  await dsl.post('/people', RECORD).created();
  await visitor.post(`/people/${person}/names`, { name: { ...RECORD.name, given: S.correctedGiven } }).created();
  await visitor.post(`/people/${person}/birth-dates`, { dateOfBirth: S.correctedBirth }).created();
  await dsl.post(`/people/${person}/involvements`, { workers: [], service: S.service, ...since }).created();
  await visitor
    .post(`/people/${person}/competence-findings`, {
      competent: true,
      assessor: 'health-visitor',
      at: '2026-01-02T00:00:00.000Z',
      because: S.competenceReason,
    })
    .created();

  const members = [person, other].map((personId) => ({ personId, role: 'other', ...since }));
  const { id: family } = await visitor.post('/families', { members }).created();
  await visitor
    .post(`/families/${family}/stories`, { tellers: [person], about: [person], words: `We said: ${S.story}.` })
    .created();

  const note = (text: string) => ({
    category: 'injury',
    labels: [],
    passages: [{ text, subjects: [person], thirdParties: [], location: 'checked' }],
  });
  const { id: noteId } = await visitor.post('/case-notes', note(`Seen: ${S.note}.`)).created();
  const { passages } = note(`Seen: ${S.correctedNote}.`);
  await visitor.post(`/case-notes/${noteId}/corrections`, { passages, because: S.correctionReason }).created();
  const { id: wrong } = await visitor.post('/case-notes', note(`Sealed: ${S.sealedNote}.`)).created();
  await visitor.post(`/case-notes/${wrong}/errors`, { because: S.noteErrorReason }).created();

  const consent = {
    subject: person,
    grantor: person,
    capacity: 'self',
    decision: 'permit',
    scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
    from: '2026-01-01T00:00:00.000Z',
    effectiveAt: '2026-01-02T00:00:00.000Z',
    evidence: S.evidence,
  };
  const { id: consentId } = await visitor.post('/consents', consent).created();
  await visitor.post(`/consents/${consentId}/withdrawals`, { subject: person, because: S.withdrawalReason }).created();

  const { id: mistaken } = await visitor.post('/consents', consent).created();
  await visitor.post(`/consents/${mistaken}/errors`, { subject: person, because: S.consentErrorReason }).created();

  // Read at every door, for a reason typed now.
  const ground = { kind: 'typed', words: `Because ${S.groundWords}`, reference: S.groundReference } as const;
  for (const path of [`/people/${person}/view`, `/families/${family}/view`, `/families/${family}/chronology`])
    await dsl.get(path, { purpose, ground }).expect(200);
  await dsl.get(`/case-notes/${noteId}`, { purpose, ground }).expect(200);
  await dsl.get('/caseload', { purpose }).expect(200);
  await visitor.get(`/people/${person}/consents`, { purpose: 'early-help', ground }).expect(200);
  const searches = [
    { nhsNumber: S.nhsNumber },
    { localId: S.localId },
    { name: { given: S.correctedGiven, family: S.family }, postcode: S.postcode, dateOfBirth: S.correctedBirth },
  ];
  for (const sought of searches) await visitor.post('/people:search', { purpose, ...sought }, { ground }).expect(200);

  const override = { subjects: [person], because: S.overrideReason };
  const { id: overrideId } = await dsl.post('/overrides', override).created();
  await dsl.get(`/people/${person}/view`, { purpose, override: overrideId }).expect(200);
  await by('school', 'ig')
    .post(`/overrides/${overrideId}/reviews`, { finding: 'justified', because: S.reviewReason })
    .created();
  const told = { subjects: [person], purpose, categories: ['injury'] };
  await visitor
    .post('/disclosures', {
      ...told,
      recipient: { outside: S.toldOutside },
      route: 'phone',
      basis: { article6: 'c' },
      because: S.toldBecause,
      effectiveAt: '2026-01-03T00:00:00.000Z',
    })
    .created();
  await visitor
    .post('/declined-disclosures', { ...told, because: S.declinedBecause, reviewOn: '2099-01-01T00:00:00.000Z' })
    .created();
  await visitor
    .post(`/people/${person}/harm-findings`, { reviewOn: '2099-01-01T00:00:00.000Z', because: S.harmReason })
    .created();
  await visitor
    .post(`/people/${person}/restrictions`, {
      kind: 'sealed',
      custodians: [],
      workers: [],
      because: S.restrictionReason,
      ...since,
    })
    .created();

  // The trail and the stewards' list, which name fields and never values.
  for (const agency of ['school', 'health']) {
    const officer = by(agency, 'ig');
    const { items } = await officer.post('/disclosures:search', { subject: person }).expect(200);
    for (const { disclosureId } of (items as { disclosureId: string }[]).slice(0, 5))
      await officer.get(`/disclosures/${disclosureId}`).expect(200);
    await officer.post('/disclosures:search', { subject: person }, { headers: { accept: 'text/csv' } }).expect(200);
  }
  await by('health', 'steward').get('/matches').expect(200);

  // Refused: what is wrong is said, and nothing of what was told.
  await visitor.post('/people', { ...RECORD, [S.refusedText]: S.refusedText });
  await visitor.post('/people', { ...RECORD, dateOfBirth: `${S.dateOfBirth}T00:00` });
  await visitor.post('/people', { ...RECORD, identifiers: [{ scheme: 'nhs-number', value: S.localId }] });
  await visitor.post('/case-notes', { ...note(S.refusedText), category: S.refusedText });
  // Where words would stand in the log in clear, there is a list of codes.
  const stopped = { ifMatch: revision };
  const [head, agreed] = [by('health', 'head'), `/agreements/${agreement}`];
  for (const path of ['suspensions', 'resumptions', 'endings'])
    await head.post(`${agreed}/${path}`, { reason: S.refusedText }, stopped).refused(400);
  await head.post(`${agreed}/signatures`, { version: 1, capacity: S.refusedText }, stopped).refused(400);
  for (const path of ['suspensions', 'reinstatements'])
    await by('partnership', 'administrator').post(`/agencies/school/${path}`, { reason: S.refusedText }).refused(400);
  // Nor do workers have names of people.
  const named = { workers: [`Ada ${S.refusedText}`], service: S.service, ...since };
  await visitor.post(`/people/${person}/involvements`, named).refused(400);
  await visitor.post('/case-notes', {}, { raw: `{"text":"${S.refusedText}"` });
  await by('school', 'head').post('/case-notes', note(S.refusedText), { key: null });
  await visitor.post('/people:search', { purpose, name: { family: S.family } });
  await visitor.get(`/people/${encodeURIComponent(S.given)}/view`, { purpose });
  await visitor.get(`/people/${person}/view`, { purpose, query: { name: S.family, born: S.dateOfBirth } });
  await visitor.get(`/people/${person}/view`, { purpose, headers: { 'concord-gateway': `<${S.family}>` } });
  await visitor.get(`/people/${person}/view`, { purpose, headers: { 'x-request-id': S.family } });
};
