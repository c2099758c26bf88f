/** What an agency may still record while it is suspended: whatever takes a permission away or protects, and nothing else. */
import { randomUUID } from 'node:crypto';
import type { Answer } from './agent.js';
import { withHub, type Agent, type Call } from './hub.js';
import { exampleOf, operations, type Operation } from './openapi.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const FUNCTIONS = ['practitioner', 'information-governance', 'steward', 'administrator'] as const;
const since = { from: '2026-06-01T00:00:00.000Z' };

/** Every command: refused, recorded, or recorded when its body says this rather than that. */
const COMMANDS: Readonly<
  Record<string, 'refused' | 'recorded' | { readonly recorded: object; readonly refused: object }>
> = {
  registerAgency: 'refused',
  registerRole: 'refused',
  removeRole: 'recorded',
  registerClient: 'refused',
  removeClient: 'recorded',
  suspendAgency: 'recorded',
  reinstateAgency: 'refused',
  draftAgreement: 'refused',
  amendAgreement: 'refused',
  proposeAgreement: 'refused',
  signAgreement: 'refused',
  reviewAgreement: 'refused',
  suspendAgreement: 'recorded',
  resumeAgreement: 'refused',
  endAgreement: 'recorded',
  recordConsent: { recorded: { decision: 'refuse' }, refused: { decision: 'permit' } },
  withdrawConsent: 'recorded',
  withdrawAllConsents: 'recorded',
  enterInError: 'refused',
  registerPerson: 'refused',
  correctName: 'refused',
  correctBirthDate: 'refused',
  recordIdentifier: 'refused',
  recordAddress: 'refused',
  endAddress: 'refused',
  recordInvolvement: 'refused',
  endInvolvement: {
    recorded: { until: '2026-06-30T09:00:00.000Z' },
    refused: { until: '2026-07-30T09:00:00.000Z' },
  },
  reviewLocation: { recorded: { location: 'reveals' }, refused: { location: 'checked' } },
  recordResponsibility: 'refused',
  endResponsibility: 'refused',
  disputeResponsibility: 'recorded',
  resolveDispute: 'refused',
  assessCompetence: 'refused',
  restrictPerson: 'recorded',
  liftRestriction: 'refused',
  recordConflict: 'recorded',
  clearConflict: 'refused',
  recordHarm: 'recorded',
  closeHarm: 'refused',
  formFamily: 'refused',
  addMember: 'refused',
  memberLeaves: 'refused',
  tellStory: 'refused',
  reviewStory: { recorded: { location: 'reveals' }, refused: { location: 'checked' } },
  recordNote: 'refused',
  correctNote: 'refused',
  restrictNote: 'recorded',
  liftNoteRestriction: 'refused',
  markNoteInError: 'recorded',
  reviewNoteLocation: {
    recorded: { passages: [{ id: randomUUID(), location: 'reveals' }] },
    refused: {
      passages: [
        { id: randomUUID(), location: 'reveals' },
        { id: randomUUID(), location: 'checked' },
      ],
    },
  },
  openOverride: 'refused',
  closeOverride: 'recorded',
  reviewOverride: { recorded: { finding: 'not-justified' }, refused: { finding: 'justified' } },
  recordDisclosure: 'refused',
  declineDisclosure: 'refused',
  confirmMatch: 'refused',
  rejectMatch: 'refused',
  undoMatch: 'refused',
  requestSubscription: 'refused',
  approveSubscription: 'refused',
  refuseSubscription: 'refused',
  endSubscription: 'recorded',
  acknowledgeRecall: 'recorded',
  releaseParked: 'refused',
  makeReplay: 'refused',
};

const commands = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'));

/** The command as the document's examples have it, by somebody who may use every operation. */
const give = ({ method, path, parameters, body }: Operation, said: object = {}): Promise<Answer> => {
  const valueOf = ({ name, schema }: Operation['parameters'][number]): string =>
    name === 'Idempotency-Key' ? randomUUID() : String(exampleOf(schema));
  const filled = parameters
    .filter((each) => each.in === 'path')
    .reduce((made, each) => made.replace(`{${each.name}}`, encodeURIComponent(valueOf(each))), path);
  const headers = parameters
    .filter((each) => each.in === 'header' && each.required)
    .map((each) => [each.name, valueOf(each)] as const);
  const given = body && { ...(exampleOf(body) as object), ...said };
  const caller = hub().as('partnership', 'everything');
  return Promise.resolve(caller.call(method, filled, { headers: Object.fromEntries(headers) }, given));
};

describe('an agency that is suspended, the partnership itself too,', () => {
  beforeAll(async () => {
    const role = { code: 'everything', title: 'Everything', reach: 'agency', functions: FUNCTIONS };
    await hub().administrator.post('/agencies/partnership/roles', role).created();
    await hub().administrator.post('/agencies/partnership/suspensions', { reason: 'under-review' }).created();
  });
  afterAll(async () => {
    await hub().administrator.post('/agencies/partnership/reinstatements', { reason: 'reviewed' }).created();
  });

  it('has been asked for every command that the document knows, and no other', () => {
    expect(commands.map(({ id }) => id).sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  const isRefused = (answer: Answer): void => {
    expect([answer.status, answer.body.code]).toEqual([403, 'request/agency-suspended']);
  };
  /** It goes on to the record that the command names, and most examples name none that is there. */
  const isNotRefused = ({ status, body }: Answer): void => {
    expect(body.code).not.toBe('request/agency-suspended');
    expect([201, 404, 412, 422]).toContain(status);
  };

  it.each(commands.map((command) => [command.id, command] as const))('%s', async (id, command) => {
    const may = COMMANDS[id] ?? 'refused';
    const { recorded, refused } =
      typeof may === 'object' ? may : { recorded: may === 'recorded' ? {} : null, refused: null };
    if (recorded) isNotRefused(await give(command, recorded));
    if (may === 'recorded') return;
    await hub().storesNothing(async () => isRefused(await give(command, refused ?? {})));
  });
});

describe('an agency that was suspended after it recorded consents', () => {
  const dsl = () => hub().as('health', 'visitor');
  const consentOf = (person: string, decision: 'permit' | 'refuse', excludedAgencies: readonly string[] = []) => ({
    subject: person,
    grantor: person,
    capacity: 'self',
    decision,
    scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies, excludedWorkers: [] },
    ...since,
    effectiveAt: '2026-06-29T10:00:00.000Z',
  });
  let person = '';
  const record = async (...said: [decision: 'permit' | 'refuse', excludedAgencies?: readonly string[]]) =>
    (
      await dsl()
        .post('/consents', consentOf(person, ...said))
        .created()
    ).id as string;
  const consents = { permission: '', another: '', refusal: '', excluding: '', withdrawn: '' };

  beforeAll(async () => {
    await hub().enrol('health', { sector: 'health', roles: { visitor: {} } });
    person = (
      await dsl()
        .post('/people', { name: { given: 'Ada', family: 'Example' } })
        .created()
    ).id;
    consents.permission = await record('permit');
    consents.another = await record('permit');
    consents.refusal = await record('refuse');
    consents.excluding = await record('permit', ['school']);
    consents.withdrawn = await record('permit');
    await dsl().post(`/consents/${consents.withdrawn}/withdrawals`, { subject: person }).created();
    await hub().administrator.post('/agencies/health/suspensions', { reason: 'leaving' }).created();
  });

  it('withdraws one', async () => {
    await dsl().post(`/consents/${consents.permission}/withdrawals`, { subject: person }).created();
  });

  // A permission too: by a grantor whose responsibility is disputed it holds everybody back.
  it.each(['another', 'refusal', 'excluding', 'withdrawn'] as const)('calls none an error: %s', async (which) => {
    const error = dsl().post(`/consents/${consents[which]}/errors`, { subject: person });
    await hub().storesNothing(() => error.refused(403, 'request/agency-suspended'));
  });

  it('records everything again once it is reinstated', async () => {
    await hub().administrator.post('/agencies/health/reinstatements', { reason: 'put-right' }).created();
    await dsl().post(`/consents/${consents.refusal}/errors`, { subject: person }).created();
    await record('permit');
  });
});

describe('an agency that is suspended, party to agreements with others,', () => {
  const head = (agency: string): Agent => hub().as(agency, 'head');
  const draft = async (parties: readonly string[]): Promise<string> => {
    const terms = {
      title: 'T',
      kind: 'sharing',
      parties,
      startsOn: '2026-06-01T00:00:00.000Z',
      clauses: {},
      flows: [],
    };
    return (await head('one').post('/agreements', { terms }).created()).id as string;
  };
  const between = { two: '', three: '', grown: '' };
  const stops = (agreement: string, what: 'suspensions' | 'endings', ifMatch: number) =>
    head('one').post(`/agreements/${agreement}/${what}`, { reason: 'breach' }, { ifMatch });

  beforeAll(async () => {
    for (const id of ['one', 'two', 'three'])
      await hub().enrol(id, { roles: { head: { functions: ['administrator'] } } });
    between.two = await draft(['one', 'two']);
    between.three = await draft(['one', 'two', 'three']);
    between.grown = await draft(['one', 'two']);
    await hub().administrator.post('/agencies/one/suspensions', { reason: 'breach' }).created();
    const terms = { title: 'T', kind: 'sharing', startsOn: '2026-06-01T00:00:00.000Z', clauses: {}, flows: [] };
    const grown = { terms: { ...terms, parties: ['one', 'two', 'three'] } };
    await head('two').post(`/agreements/${between.grown}/versions`, grown, { ifMatch: 0 }).created();
  });

  it('suspends and ends one between two, under which nothing flows meanwhile', async () => {
    await stops(between.two, 'suspensions', 0).created();
    await stops(between.two, 'endings', 1).created();
    await stops(between.two, 'endings', 2).created();
  });

  it('stalls no agreement on which others share without it', async () => {
    await hub().storesNothing(async () => {
      await stops(between.three, 'suspensions', 0).refused(403, 'request/agency-suspended');
      await stops(between.three, 'endings', 0).refused(403, 'request/agency-suspended');
      await stops(between.grown, 'endings', 1).refused(403, 'request/agency-suspended');
    });
  });

  it('ends it once it is reinstated', async () => {
    await hub().administrator.post('/agencies/one/reinstatements', { reason: 'put-right' }).created();
    await stops(between.three, 'endings', 0).created();
  });
});

describe('the partnership, suspended by its own administrator,', () => {
  const say = (agency: string, what: 'suspensions' | 'reinstatements', reason: string) =>
    hub().administrator.post(`/agencies/${agency}/${what}`, { reason });

  it('suspends others, and reinstates itself before anybody else', async () => {
    await hub().enrol('library', { roles: { worker: {} } });
    await say('partnership', 'suspensions', 'under-review').created();
    await say('library', 'suspensions', 'breach').created();
    await hub().storesNothing(() =>
      say('library', 'reinstatements', 'put-right').refused(403, 'request/agency-suspended'),
    );
    await say('partnership', 'reinstatements', 'reviewed').created();
    await say('library', 'reinstatements', 'put-right').created();
  });
});

describe('a command that was recorded before its agency was suspended', () => {
  const key = randomUUID();
  const body = { name: { given: 'Ada', family: 'Example' } };
  const register = (agency: string, worker = 'w1', said: object = body): Call =>
    hub().as(agency, 'worker', worker).post('/people', said, { key });
  let first: Answer;

  beforeAll(async () => {
    for (const id of ['hasty', 'nosy']) await hub().enrol(id, { roles: { worker: {} } });
    first = await register('hasty');
    for (const id of ['hasty', 'nosy'])
      await hub().administrator.post(`/agencies/${id}/suspensions`, { reason: 'breach' }).created();
  });

  it('gets its first answer again', async () => {
    await hub().storesNothing(async () => {
      const again = await register('hasty');
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    });
  });

  it('is another one with another body, by another worker, or under another key', async () => {
    await hub().storesNothing(async () => {
      await register('hasty', 'w1', { name: { given: 'Bob', family: 'Example' } }).refused(422, 'request/key-reused');
      await register('hasty', 'w2').refused(422, 'request/key-reused');
      await hub().as('hasty', 'worker', 'w1').post('/people', body).refused(403, 'request/agency-suspended');
    });
  });

  it('is nobody else’s: the key of another agency tells nothing', async () => {
    await hub().storesNothing(() => register('nosy').refused(403, 'request/agency-suspended'));
  });
});
