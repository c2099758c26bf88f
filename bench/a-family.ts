import { randomBytes, randomUUID } from 'node:crypto';
import { agency, streamOf as agencyStream } from '@hub/agencies';
import { agreement, streamOf as agreementStream, type Terms } from '@hub/agreements';
import { note } from '@hub/case-notes';
import { consent, streamOf as consentStream } from '@hub/consents';
import type { Asking } from '@hub/door';
import { handlerOf, type Command, type Decider, type Event } from '@hub/eventsourcing';
import { family, person } from '@hub/people';
import { startTestDatabase, type TestDatabase } from '@hub/postgres/testing';
import type { Category } from '@hub/sharing';
import { streamOf as subscriptionStream, subscription } from '@hub/subscriptions';
import type { Config } from '@hub/platform';
import { openReading, type Reading } from '../apps/hub/reading.js';
import { openStorage, type Storage } from '../apps/hub/storage.js';

export const FAMILY = 'family-of-the-benchmark';

export const SCHOOL = 'school';
const SOURCES = ['care', 'health', 'police', 'early-help'] as const;
export const CATEGORIES: readonly Category[] = [
  'support-work',
  'behaviour',
  'health-summary',
  'injury',
  'education-need',
];
const WHO: readonly Category[] = ['identity', 'family-composition'];
const CHILDREN = ['child-1', 'child-2', 'child-3'] as const;
const PARENTS = ['mother', 'father'] as const;
const MEMBERS = [...CHILDREN, ...PARENTS];
export const EVER = '2024-01-01T00:00:00.000Z';
export const TEXT =
  'Seen at home with the younger one, who was well and settled after a difficult week. The bedtime that was agreed ' +
  'holds on most days; mornings are still hard. A letter about the place in the breakfast club is on its way. ';

/** A designated safeguarding lead of the school, for early help. */
export const asking: Asking = {
  agency: SCHOOL,
  worker: 'w-school-1',
  role: 'dsl',
  purpose: 'early-help',
  channel: 'api',
  correlationId: 'bench',
};

/** A hub on a PostgreSQL of its own, put together as `apps/hub` does. */
export interface Hub extends Reading {
  readonly database: TestDatabase;
  readonly storage: Storage;
  readonly write: Writer;
  /** Resolves when the views show everything that is in the log. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const nth = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
const now = (): string => new Date().toISOString();

/** Gives commands one after the other, as any agency would, through deciders, vault and log. */
const writer = (store: Storage['store'], eventId: Storage['vault']['eventId']) => {
  const through = <S, C extends Command, E extends Event>(
    decider: Decider<S, C, E>,
    streamOf: (command: C) => string,
  ) => {
    const handle = handlerOf({ store, decider, streamOf, eventId });
    return (agencyId: string, command: C) =>
      handle(command, {
        claim: { agency: agencyId, commandId: randomUUID(), requestMac: 'bench' },
        metadata: { agency: agencyId, actor: `w-${agencyId}-1`, correlationId: 'bench' },
      });
  };
  return {
    agency: through(agency, agencyStream),
    agreement: through(agreement, agreementStream),
    person: through(person, ({ data }) => `person-${data.personId}`),
    family: through(family, ({ data }) => `family-${data.familyId}`),
    consent: through(consent, consentStream),
    note: through(note, ({ data }) => `note-${data.noteId}`),
    subscription: through(subscription, subscriptionStream),
  };
};

export type Writer = ReturnType<typeof writer>;

export const registerAgencies = async (write: Writer): Promise<void> => {
  for (const agencyId of [SCHOOL, ...SOURCES]) {
    const powers = ['ca2004-s10', 'ca2004-s11'];
    await write.agency(agencyId, {
      type: 'RegisterAgency',
      data: { agencyId, name: agencyId, sector: 'council', powers },
    });
    const role = { code: 'dsl', title: 'dsl', reach: 'agency', functions: ['practitioner'] } as const;
    await write.agency(agencyId, { type: 'RegisterRole', data: { agencyId, role, by: agencyId } });
  }
};

/** By which the source tells the school: on consent of some, as a public task of others. */
const termsWith = (source: string): Terms => ({
  title: `Early help between ${source} and the school`,
  kind: 'sharing',
  parties: [source, SCHOOL],
  startsOn: EVER,
  reviewOn: '2099-01-01T00:00:00.000Z',
  flows: (['consent', 'public-task'] as const).map((route, index) => ({
    number: index + 1,
    from: source,
    to: SCHOOL,
    categories: [...WHO, ...CATEGORIES],
    roles: ['dsl'],
    purposes: ['early-help'],
    route: source === 'police' ? 'public-task' : route,
    basis: { article6: 'e', gateway: 'ca2004-s10' },
    consentRequired: route === 'consent',
    labels: ['MH'],
    onward: ['NORDSCLCD'],
  })),
  clauses: {},
});

export const agree = async (write: Writer): Promise<void> => {
  for (const source of SOURCES) {
    const [agreementId, version] = [`with-${source}`, 1];
    await write.agreement(source, {
      type: 'DraftAgreement',
      data: { agreementId, terms: termsWith(source), by: source },
    });
    await write.agreement(source, {
      type: 'ProposeAgreement',
      data: { agreementId, version, by: source, now: now() },
    });
    for (const agencyId of [source, SCHOOL]) {
      const signed = {
        agreementId,
        version,
        agencyId,
        signatory: 'dpo',
        capacity: 'caldicott-guardian' as const,
        now: now(),
      };
      await write.agreement(agencyId, { type: 'SignAgreement', data: signed });
    }
  }
};

const registerPeople = async (write: Writer): Promise<void> => {
  for (const personId of MEMBERS) {
    const isChild = personId.startsWith('child');
    const name = { subjects: [personId], clear: { given: personId, family: 'Example' } };
    const dateOfBirth = { subjects: [personId], clear: isChild ? '2017-05-06' : '1988-05-06' };
    const record = { personId, agencyId: 'early-help', now: now() };
    const read = { origin: 'written', location: 'checked' } as const;
    await write.person('early-help', {
      type: 'RegisterPerson',
      data: { ...record, ...read, name, dateOfBirth },
    });
    for (const agencyId of isChild ? [SCHOOL, 'health'] : []) {
      const service = { subjects: [personId], clear: 'support' };
      const involvement = { involvementId: `${personId}-${agencyId}`, workers: [], service };
      await write.person(agencyId, {
        type: 'RecordInvolvement',
        data: { ...record, agencyId, ...involvement, ...read, period: { from: EVER } },
      });
    }
    for (const holder of isChild ? PARENTS : [])
      await write.person('early-help', {
        type: 'RecordParentalResponsibility',
        data: { ...record, holder, how: 'birth', from: EVER },
      });
  }
};

const formFamily = async (write: Writer): Promise<void> => {
  const record = { familyId: FAMILY, agencyId: 'early-help', now: now() };
  await write.family('early-help', { type: 'FormFamily', data: record });
  for (const personId of MEMBERS) {
    const role = personId.startsWith('child') ? 'child' : (personId as 'mother' | 'father');
    await write.family('early-help', { type: 'AddMember', data: { ...record, personId, role, from: EVER } });
  }
};

const consents = async (write: Writer): Promise<void> => {
  const given = {
    decision: 'permit',
    scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
    period: { from: EVER },
    effectiveAt: EVER,
    agencyId: 'early-help',
  } as const;
  for (const subject of MEMBERS)
    for (const grantor of subject.startsWith('child') ? PARENTS : [subject]) {
      const capacity = grantor === subject ? 'self' : 'parental-responsibility';
      const named = { consentId: `${subject}-by-${grantor}`, subject, grantor, capacity } as const;
      await write.consent('early-help', { type: 'RecordConsent', data: { ...given, ...named, now: now() } });
    }
};

const writeNotes = async (write: Writer, count: number): Promise<void> => {
  const one = async (n: number): Promise<void> => {
    const agencyId = nth(SOURCES, n);
    const subjects = n % 4 === 0 ? [nth(MEMBERS, n), nth(MEMBERS, n + 1)] : [nth(MEMBERS, n)];
    const text = { subjects, clear: `${TEXT}${String(n)}` };
    const effectiveAt = new Date(Date.parse(EVER) + n * 3_600_000).toISOString();
    await write.note(agencyId, {
      type: 'RecordNote',
      data: {
        noteId: randomUUID(),
        agencyId,
        author: `w-${agencyId}-1`,
        category: nth(CATEGORIES, n),
        labels: n % 5 === 0 ? ['MH'] : [],
        passages: [{ subjects, thirdParties: [], revealsProtectedSource: false, location: 'checked', text }],
        handling: [],
        effectiveAt,
        origin: 'written',
        now: now(),
      },
    });
  };
  await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
};

/** A hub on a new PostgreSQL; its views start once what it is to hold has been written. */
export const hubHolding = async (
  written: (write: Writer) => Promise<void>,
  before?: (database: TestDatabase) => Promise<void>,
): Promise<Hub> => {
  const database = await startTestDatabase({ durable: true });
  const kek = randomBytes(32).toString('base64');
  const config = { databaseUrl: database.appUrl, databaseOwnerUrl: database.ownerUrl, kek } as Config;
  const surroundings = { clock: () => new Date(), say: () => undefined };
  const storage = await openStorage(config, surroundings);
  const { store, vault } = storage;
  await before?.(database);
  const write = writer(store, vault.eventId);
  await written(write);
  const reading = openReading(storage, surroundings);
  await reading.projector.start();
  const settled = async (): Promise<void> => {
    if (!(await reading.views.waitFor(await store.head(), 1_200_000))) throw new Error('the views have not caught up');
  };
  await settled();
  return {
    ...reading,
    database,
    storage,
    write,
    settled,
    close: async () => {
      await reading.projector.stop();
      await storage.close();
      await database.close();
    },
  };
};

export interface FamilyOptions {
  readonly notes: number;
  /** Something that is done to the log before the projections start. */
  readonly before?: (database: TestDatabase) => Promise<void>;
}

/** A hub that holds a family of five, known to five agencies under four agreements, with so many notes. */
export const hubWithAFamily = ({ notes, before }: FamilyOptions): Promise<Hub> =>
  hubHolding(async (write) => {
    await registerAgencies(write);
    await agree(write);
    await registerPeople(write);
    await formFamily(write);
    await consents(write);
    await writeNotes(write, notes);
  }, before);
