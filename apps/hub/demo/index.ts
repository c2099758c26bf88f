import { CHOSEN_TYPES } from '@hub/partner-messages';
import { AGENCIES, clientOf, USERS } from './partnership.js';
import { agreementsFor } from './agreements.js';
import { FAMILIES, INVOLVED, PARENTS, type Invented, type InventedFamily } from './people.js';
import { CONSENTS, NOTES, STORY } from './notes.js';
import { recorder, type Recorder } from './recorder.js';
import type { Known } from './tour.js';

export { SCHOOL_SYSTEM, USERS } from './partnership.js';
export { partnerTour, tour, users, type Known } from './tour.js';

export interface Demonstration {
  readonly url: string;
  readonly tokenFor: (user: string) => Promise<string>;
  readonly now: () => Date;
  /** How the school's system is told what concerns it; missing: it fetches it. */
  readonly delivery?: 'kafka' | 'pull';
  /** Hears how far it has come. */
  readonly progress?: (step: string) => void;
}

const DAY = 86_400_000;
const PARTNERSHIP = 'noor.partnership';
const HELP = 'lena.lead-practitioner';

const inParallel = async <T>(each: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> => {
  await Promise.all(each.map(work));
};

const registerAgencies = async ({ post }: Recorder): Promise<void> => {
  for (const { id, name, sector, powers, roles } of AGENCIES) {
    await post(PARTNERSHIP, '/agencies', { name: `agency ${id}`, body: { id, name, sector, powers } });
    for (const role of roles)
      await post(PARTNERSHIP, `/agencies/${id}/roles`, { name: `role ${id} ${role.code}`, body: role });
    const client = { name: `client ${id}`, body: { clientId: clientOf(id) } };
    await post(PARTNERSHIP, `/agencies/${id}/clients`, client);
  }
};

/** Drafted and proposed by the first party, and signed by the administrator of every one. */
const agree = async ({ post }: Recorder, ids: Ids, now: Date): Promise<void> => {
  for (const { name, terms } of agreementsFor(now)) {
    const [first = ''] = terms.parties;
    const drafter = `${first}.administrator`;
    const { id, version = 1 } = await post(drafter, '/agreements', { name: `draft ${name}`, body: { terms } });
    ids.set(`agreement ${name}`, id);
    let { revision } = await post(drafter, `/agreements/${id}/proposals`, {
      name: `propose ${name}`,
      body: { version },
    });
    for (const party of terms.parties) {
      const body = { version, capacity: 'senior-information-risk-owner' };
      const step = { name: `sign ${name} ${party}`, body, seen: revision };
      ({ revision } = await post(`${party}.administrator`, `/agreements/${id}/signatures`, step));
    }
  }
};

const idsOf = () => {
  const ids = new Map<string, string>();
  return {
    set: (key: string, id: string) => void ids.set(key, id),
    of: (key: string): string => {
      const id = ids.get(key);
      if (id === undefined) throw new Error(`the demonstration speaks of ${key} before they are there`);
      return id;
    },
  };
};
type Ids = ReturnType<typeof idsOf>;

const LONG_AGO = '2026-01-05T09:00:00.000Z';

const registerPerson = async ({ post }: Recorder, ids: Ids, person: Invented): Promise<void> => {
  const { key, registeredBy: user, name, born, identifiers = [], address } = person;
  const body = { name, dateOfBirth: born, identifiers };
  const { id } = await post(user, '/people', { name: `person ${key}`, body });
  ids.set(key, id);
  if (address)
    await post(user, `/people/${id}/addresses`, { name: `address ${key}`, body: { lines: address, from: LONG_AGO } });
};

const formFamily = async (recording: Recorder, ids: Ids, { key, by, members }: InventedFamily): Promise<void> => {
  await inParallel(members, (member) => registerPerson(recording, ids, member));
  const body = {
    members: members.map((member) => ({
      personId: ids.of(member.key),
      role: member.role,
      from: `${member.born}T00:00:00.000Z`,
    })),
  };
  ids.set(key, (await recording.post(by, '/families', { name: `family ${key}`, body })).id);
};

const workerOf = (user: string): string => {
  const found = USERS.find(({ id }) => id === user);
  if (!found) throw new Error(`${user} is no demonstration user`);
  return found.worker;
};

const involve = async ({ post }: Recorder, ids: Ids): Promise<void> => {
  await inParallel(INVOLVED, ([person, user, service]) =>
    post(user, `/people/${ids.of(person)}/involvements`, {
      name: `involvement ${person} ${user}`,
      body: { workers: [workerOf(user)], service, from: LONG_AGO, location: 'checked' },
    }),
  );
  const registrars = new Map(
    FAMILIES.flatMap(({ members }) => members).map(({ key, registeredBy }) => [key, registeredBy]),
  );
  await inParallel(PARENTS, ([child, holder, how]) =>
    post(registrars.get(child) ?? HELP, `/people/${ids.of(child)}/parental-responsibilities`, {
      name: `responsibility ${child} ${holder}`,
      body: { holder: ids.of(holder), how, from: LONG_AGO },
    }),
  );
};

/** Where Ngozi and Ada live is known to social care, and to housing for finding a home. */
const protect = async ({ post }: Recorder, ids: Ids): Promise<void> => {
  await inParallel(['ngozi', 'ada'], (person) =>
    post('amal.social-worker', `/people/${ids.of(person)}/restrictions`, {
      name: `protected address ${person}`,
      body: {
        kind: 'protected-address',
        custodians: [
          { agency: 'northbridge-social-care', roles: ['social-worker'], purposes: [] },
          { agency: 'northbridge-housing', roles: ['housing-officer'], purposes: ['housing-support'] },
        ],
        workers: [],
        from: LONG_AGO,
        because: 'The former partner must not learn where they are.',
      },
    }),
  );
};

const consents = async ({ post }: Recorder, ids: Ids, before: (days: number) => string): Promise<void> => {
  for (const { key, by, subject, grantor, decision, purposes, daysAgo, evidence } of CONSENTS) {
    const body = {
      subject: ids.of(subject),
      grantor: ids.of(grantor),
      capacity: subject === grantor ? 'self' : 'parental-responsibility',
      decision,
      scope: { purposes, exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
      from: before(daysAgo),
      effectiveAt: before(daysAgo),
      evidence,
    };
    ids.set(key, (await post(by, '/consents', { name: `consent ${key}`, body })).id);
  }
};

const notes = async ({ post }: Recorder, ids: Ids, before: (days: number) => string): Promise<void> => {
  await inParallel(NOTES, ({ key, by, about, category, labels = [], daysAgo, text, mentions, location }) => {
    const thirdParties = mentions ? [{ kind: mentions }] : [];
    const passages = [{ text, subjects: about.map(ids.of), thirdParties, location }];
    const body = { category, labels, effectiveAt: before(daysAgo), passages };
    return post(by, '/case-notes', { name: `note ${key}`, body });
  });
  const body = { tellers: [ids.of('iris')], about: [ids.of('iris'), ids.of('wren')], words: STORY };
  await post(HELP, `/families/${ids.of('marlow')}/stories`, { name: 'story marlow', body });
};

/** The school's system is told what early help's agreement lets the safeguarding lead see, from now on. */
const subscribe = async ({ post }: Recorder, ids: Ids, delivery: 'kafka' | 'pull'): Promise<void> => {
  const body = {
    agreementId: ids.of('agreement early-help'),
    role: 'dsl',
    purpose: 'early-help',
    categories: ['early-help-plan', 'health-summary'],
    types: CHOSEN_TYPES,
    delivery,
  };
  const request = { name: `subscribe the school by ${delivery}`, body };
  const { id } = await post('elm-grove-school.administrator', '/subscriptions', request);
  await post(PARTNERSHIP, `/subscriptions/${id}/approvals`, { name: `approve the school by ${delivery}`, body: {} });
};

/**
 * Loads the demonstration partnership: every fact goes in over HTTP, as the agency whose fact it is. Loading it again
 * after an interruption goes on where it stopped.
 */
export const loadDemonstration = async (demonstration: Demonstration): Promise<Known> => {
  const { url, tokenFor, now, delivery = 'pull', progress } = demonstration;
  const recording = recorder(url, tokenFor);
  const today = Math.floor(now().getTime() / DAY) * DAY;
  const before = (days: number): string => new Date(today - days * DAY).toISOString();
  const ids = idsOf();
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    progress?.(name);
    await work();
  };

  await step('eight agencies, their roles and systems', () => registerAgencies(recording));
  await step('three agreements, proposed and signed', () => agree(recording, ids, now()));
  await step('three families', () => inParallel(FAMILIES, (family) => formFamily(recording, ids, family)));
  await step('who deals with whom', () => involve(recording, ids));
  await step('a protected address', () => protect(recording, ids));
  await step('consents', () => consents(recording, ids, before));
  await step('case notes and a family’s story', () => notes(recording, ids, before));
  await step('a school’s system that is told', () => subscribe(recording, ids, delivery));
  return {
    url,
    family: ids.of('marlow'),
    child: ids.of('wren'),
    mother: ids.of('iris'),
    consent: ids.of('iris-for-wren'),
  };
};
