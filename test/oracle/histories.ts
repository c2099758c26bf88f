/* eslint-disable complexity, max-depth, max-lines -- one small world after another, drawn in the order in which it comes about */
import type {
  Category,
  ConsentScope,
  Flow,
  Instant,
  Label,
  ObligationCode,
  Purpose,
  RestrictionKind,
} from '@hub/sharing';
import fc from 'fast-check';
import type { AgreedTerms, Caller, Hidden, Question, Recording, Step, WrittenPassage } from './history.js';

/** Instants at which something may happen. All histories of a batch share one, so that one clock serves them all. */
export type Timeline = readonly Instant[];

const [SECOND, HOUR, DAY] = [1000, 3_600_000, 86_400_000];
const plus = (instant: Instant, milliseconds: number): Instant =>
  new Date(Date.parse(instant) + milliseconds).toISOString();

/** How the draws of a history are made. */
type Draw = ReturnType<typeof drawing>;

const unbiased = (max: number): fc.Arbitrary<number> => fc.noBias(fc.nat({ max }));

const drawing = (generate: (arbitrary: typeof unbiased, max: number) => number) => {
  const below = (count: number): number => generate(unbiased, Math.max(count, 1) - 1);
  const chance = (percent: number): boolean => below(100) < percent;
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const weighted = <T>(...choices: readonly (readonly [number, T])[]): T => {
    let left = below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, value] of choices) {
      if (left < weight) return value;
      left -= weight;
    }
    return (choices[0] as readonly [number, T])[1];
  };
  /** Each with this chance, but at least one. */
  const some = <T>(values: readonly T[], percent = 50): readonly T[] => {
    const taken = values.filter(() => chance(percent));
    return taken.length > 0 || values.length === 0 ? taken : [pick(values)];
  };
  const any = <T>(values: readonly T[], percent = 50): readonly T[] => values.filter(() => chance(percent));
  return { below, chance, pick, weighted, some, any };
};

const SETUP = 8;
const ROUNDS = 44;

const timelineWith = ({ weighted, below }: Draw, start: Instant): Timeline => {
  const instants: Instant[] = [start];
  for (let round = 1; round < SETUP; round++) instants.push(plus(instants[round - 1] ?? start, 60 * SECOND));
  while (instants.length < SETUP + ROUNDS) {
    const gap = weighted(
      [50, SECOND],
      [20, 5 * 60 * SECOND],
      [12, 3 * HOUR],
      [10, (1 + below(6)) * DAY],
      [6, (20 + below(90)) * DAY],
      [2, (300 + below(500)) * DAY],
    );
    instants.push(plus(instants.at(-1) ?? start, gap));
  }
  return instants;
};

/** Timelines that begin at this instant. */
export const timelines = (start: Instant): fc.Arbitrary<Timeline> =>
  fc.gen().map((generate) => timelineWith(drawing(generate), start));

const WORKERS = ['kim', 'lee'] as const;
const ROLES = ['lead', 'worker'] as const;
const GATEWAYS = ['ca2004-s11', 'ca1989-s47'] as const;
const CATEGORIES_OF_NOTES: readonly Category[] = [
  'attendance',
  'behaviour',
  'health-summary',
  'mental-health',
  'sexual-health',
  'risk-assessment',
  'contact-details',
  'health-appointment',
];
const CATEGORIES_OF_PEOPLE: readonly Category[] = [
  'identity',
  'address',
  'involvement',
  'family-composition',
  'family-story',
];
const FLOW_LABELS: readonly Label[] = ['V', 'SDV', 'MH', 'SEX', 'SUD', 'R'];

interface Known<T> {
  readonly id: string;
  readonly by: string;
  readonly of: T;
}

/** What histories lean towards: `versions`, agreements that are amended and stopped, and overrides that reach back. */
export type Leaning = 'anything' | 'versions';

const historyWith = (draw: Draw, timeline: Timeline, leaning: Leaning): readonly Step[] => {
  const { below, chance, pick, weighted, some, any } = draw;
  const steps: Step[] = [];
  let round = 0;
  const now = (): Instant => timeline[Math.min(round, timeline.length - 1)] as Instant;
  let named = 0;
  const name = (kind: string): string => `#${kind}${++named}`;
  const record = (by: Caller, recording: Recording): void => void steps.push({ at: now(), by, ...recording });

  /* an instant around now, sometimes exactly one of the timeline's */
  const past = (): Instant =>
    chance(15)
      ? now()
      : plus(now(), -weighted<number>([3, 7], [3, 2 * HOUR + 7], [3, 9 * DAY + 7], [2, 400 * DAY + 7]));
  const future = (): Instant => {
    const later = timeline.filter((instant) => instant > now());
    return later.length > 0 && chance(70)
      ? pick(later)
      : plus(now(), weighted([2, HOUR + 7], [2, 30 * DAY + 7], [1, 800 * DAY + 7]));
  };

  /* ---- agencies ---- */

  const agencies = ['#a1', '#a2', '#a3', '#a4'].slice(0, weighted([6, 3], [4, 4]));
  const suspended = new Set<string>();
  const board: Caller = { agency: 'partnership', worker: 'pat', role: 'admin' };
  const admin = (agency: string): Caller => ({ agency, worker: 'ash', role: 'admin' });
  const practitioner = (agency: string): Caller => ({ agency, worker: pick(WORKERS), role: pick(ROLES) });
  for (const id of agencies)
    record(board, {
      do: 'register-agency',
      id,
      powers: any(GATEWAYS, 70),
      roles: [
        { code: 'lead', reach: 'agency' },
        { code: 'worker', reach: 'caseload' },
      ],
    });

  /* ---- agreements ---- */

  const purposes: readonly Purpose[] = [
    pick<Purpose>(['early-help', 'safeguarding', 'child-in-need']),
    pick<Purpose>(['education-support', 'health-care', 'safeguarding']),
    ...any<Purpose>(['proxy-access'], 35),
    ...any<Purpose>(['subject-access'], 25),
    ...any<Purpose>(['board-reporting'], 6),
  ];
  const categories: readonly Category[] = [...some(CATEGORIES_OF_NOTES, 35), ...any(CATEGORIES_OF_PEOPLE, 30)];
  const noteCategories = some(
    CATEGORIES_OF_NOTES.filter((category) => categories.includes(category)),
    100,
  );
  const written = noteCategories.length > 0 ? noteCategories : CATEGORIES_OF_NOTES.slice(0, 2);

  const flowOf = (number: number, parties: readonly string[]): Flow => {
    const from = pick(parties);
    const to = pick(parties.filter((party) => party !== from));
    const route = weighted<Flow['route']>([3, 'duty'], [3, 'public-task'], [4, 'consent']);
    return {
      number,
      categories: some(categories, 60),
      from,
      to,
      roles: some(ROLES, 65),
      purposes: some(purposes, 50),
      route,
      basis: { article6: route === 'consent' ? 'a' : 'e', ...(chance(25) && { gateway: pick(GATEWAYS) }) },
      consentRequired: route === 'public-task' ? chance(50) : route === 'consent',
      labels: any(FLOW_LABELS, 40),
      onward: any(['NORDSCLCD', 'NOAUTH'], 25),
      ...(chance(20) && { mostRecent: 1 + below(2) }),
      ...(chance(15) && {
        scheme: {
          code: pick(['OPERATION_ENCOMPASS', 'CP_IS']),
          sentence: 'Under a scheme.',
          isGround: chance(60),
          obligations: any<ObligationCode>(['ACKNOWLEDGE_RECEIPT', 'NOTIFY_SOCIAL_WORKER'], 50),
        },
      }),
    };
  };
  const inAnyOrder = <T>(rows: readonly T[]): readonly T[] => (chance(25) ? [...rows].reverse() : rows);
  const termsOf = (parties: readonly string[]): AgreedTerms => {
    const startsOn = chance(92) ? plus(timeline[0] as Instant, -200 * DAY) : future();
    return {
      parties,
      startsOn,
      ...(chance(15) && { endsOn: plus(startsOn > now() ? startsOn : future(), DAY) }),
      flows: inAnyOrder(Array.from({ length: 1 + below(5) }, (_, index) => flowOf(index + 1, parties))),
    };
  };

  interface Made {
    readonly id: string;
    readonly terms: AgreedTerms[];
    bound: boolean;
    ended: boolean;
    readonly stoppedBy: Set<string>;
  }
  const agreements: Made[] = [];
  const lay = (made: Made, everybody: boolean): void => {
    const version = made.terms.length;
    const parties = made.terms.at(-1)?.parties ?? [];
    const [first = ''] = parties;
    record(admin(first), { do: 'propose-agreement', agreement: made.id, version });
    const signing = everybody ? parties : parties.slice(1);
    for (const party of signing) record(admin(party), { do: 'sign-agreement', agreement: made.id, version });
    if (everybody) made.bound = true;
  };
  round = 1;
  for (let count = weighted([4, 1], [4, 2], [2, 3]); count > 0; count--) {
    const parties = chance(60) ? agencies : some(agencies, 50);
    const terms = termsOf(parties.length < 2 ? agencies : parties);
    const made: Made = { id: name('g'), terms: [terms], bound: false, ended: false, stoppedBy: new Set() };
    agreements.push(made);
    record(admin(terms.parties[0] ?? ''), { do: 'draft-agreement', id: made.id, terms });
    lay(made, chance(93));
  }

  /* ---- people and families ---- */

  interface Person {
    readonly id: string;
    readonly home: string;
    readonly family: number;
    readonly adult: boolean;
  }
  const people: Person[] = [];
  const dateOfBirth = (adult: boolean): string | undefined => {
    if (chance(8)) return undefined;
    const when = pick(timeline).slice(0, 10);
    const [year, monthAndDay] = [Number(when.slice(0, 4)), when.slice(4)];
    const age = adult ? 30 + below(15) : weighted([3, 13], [4, 16], [2, below(13)], [1, 14], [1, 15], [1, 17]);
    const born = new Date(
      Date.parse(`${year - age}${monthAndDay === '-02-29' ? '-02-28' : monthAndDay}T00:00:00.000Z`) +
        (below(3) - 1) * DAY,
    );
    const text = born.toISOString().slice(0, 10);
    const safe = text.endsWith('-02-29') ? text.replace('-29', '-28') : text;
    const today = (timeline[0] as string).slice(0, 10);
    return safe > today ? today : safe;
  };
  const families: {
    readonly id: string;
    readonly members: Person[];
    readonly inside: Set<string>;
    stories: number;
    toldTo: string;
  }[] = [];
  const holders = new Map<string, Set<string>>();
  const ended = new Map<string, string>();
  for (let family = 0; family < weighted([7, 1], [3, 2]); family++) {
    const home = pick(agencies);
    const by = practitioner(home);
    const size = 2 + below(3);
    const members = Array.from({ length: size }, (_, index): Person => {
      const adult = index > 0 && (index < 3 || chance(40));
      return { id: name('p'), home, family, adult };
    });
    round = 2;
    for (const { id, adult } of members) {
      const born = dateOfBirth(adult);
      record(by, {
        do: 'register-person',
        id,
        given: `Given${id.slice(1)}`,
        ...(born !== undefined && { dateOfBirth: born }),
        ...(chance(15) && { imported: true }),
      });
    }
    round = 3;
    const id = name('f');
    const joined = members.map((member, index) => ({
      personId: member.id,
      role: index === 0 ? ('child' as const) : member.adult ? ('mother' as const) : ('child' as const),
      from: plus(now(), -(1 + below(300)) * DAY - 7),
    }));
    record(by, { do: 'form-family', id, members: joined });
    families.push({ id, members, inside: new Set(members.map((member) => member.id)), stories: 0, toldTo: '' });
    people.push(...members);
    round = 4;
    for (const child of members.filter(({ adult }) => !adult)) {
      holders.set(child.id, new Set());
      for (const parent of members.filter(({ adult }) => adult))
        if (chance(85)) {
          record(by, {
            do: 'record-responsibility',
            person: child.id,
            holder: parent.id,
            from: chance(90) ? plus(now(), -3000 * DAY - 7) : plus(now(), -7),
          });
          holders.get(child.id)?.add(parent.id);
        }
    }
  }

  /* who has business with whom: the home agency, and whoever recorded an involvement */
  const business = new Map(people.map(({ id, home }) => [id, new Set([home])]));
  const involvements: Known<{ readonly person: string; readonly from: Instant }>[] = [];
  const involve = (agency: string, person: string, by = practitioner(agency)): void => {
    const id = name('i');
    const from = chance(88) ? plus(now(), -(1 + below(200)) * DAY - 7) : plus(now(), (1 + below(60)) * DAY + 7);
    record(by, {
      do: 'record-involvement',
      id,
      person,
      workers: any(WORKERS, 60),
      service: `Service ${id.slice(1)}`,
      from,
      ...(chance(10) && { until: plus(from, (1 + below(150)) * DAY) }),
      ...(chance(60) && { location: pick(['checked', 'checked', 'reveals'] as const) }),
    });
    business.get(person)?.add(agency);
    involvements.push({ id, by: agency, of: { person, from } });
  };
  round = 5;
  for (const agency of agencies)
    for (const { id, home } of people) if (home !== agency && chance(72)) involve(agency, id);

  const active = (): readonly string[] => agencies.filter((agency) => !suspended.has(agency));
  const dealsWith = (agency: string): readonly Person[] => people.filter(({ id }) => business.get(id)?.has(agency));
  const authors = (): readonly string[] => active().filter((agency) => dealsWith(agency).length > 0);

  /* ---- what happens later ---- */

  const flows = (): readonly Flow[] => agreements.flatMap(({ terms }) => terms.flatMap((version) => version.flows));
  const custodians = () =>
    any(agencies, 35).map((agency) => ({ agency, roles: any(ROLES, 35), purposes: any(purposes, 30) }));
  const hiddenOf = (kind: RestrictionKind): Hidden => {
    const from = chance(90) ? past() : future();
    return {
      kind,
      ...(chance(40) && { categories: some(categories, 50) }),
      custodians:
        kind === 'protected-address'
          ? some(agencies, 30).map((agency) => ({ agency, roles: any(ROLES, 30), purposes: any(purposes, 30) }))
          : custodians(),
      workers: kind === 'named-worker-exclusion' ? some(WORKERS, 50) : [],
      ...(kind === 'adoption' && chance(60) && { before: past() }),
      from,
      ...(chance(15) && { until: plus(from, (1 + below(100)) * DAY) }),
    };
  };

  const passagesBy = (agency: string, note: string): readonly WrittenPassage[] => {
    const known = dealsWith(agency);
    const about = chance(75) ? known.filter(({ family }) => family === known[0]?.family) : known;
    return Array.from({ length: weighted([5, 1], [4, 2], [1, 3]) }, (_, index) => ({
      text: `Words ${note.slice(1)} ${index} ${++named}.`,
      subjects: (chance(70) ? [pick(about)] : some(about, 50)).map(({ id }) => id),
      thirdParties: chance(15) ? [{ kind: pick(['person', 'professional'] as const) }] : [],
      ...(chance(6) && { revealsProtectedSource: true }),
      ...(chance(75) && { location: weighted([9, 'checked'], [1, 'reveals']) }),
    }));
  };

  const notes: (Known<{ readonly from: Instant; readonly category: Category; readonly about: readonly string[] }> & {
    version: number;
    count: number;
    wrong: boolean;
  })[] = [];
  const consents: (Known<{ readonly subject: string; readonly grantor: string; readonly effectiveAt: Instant }> & {
    wrong: boolean;
  })[] = [];
  const restrictions: (Known<{ readonly person: string }> | Known<{ readonly note: string }>)[] = [];
  const harms: Known<{ readonly person: string }>[] = [];
  const conflicts: Known<{ readonly person: string; readonly worker: string }>[] = [];
  const disputes: Known<{ readonly person: string; readonly holder: string; readonly from: Instant }>[] = [];
  const overrides: Known<{ readonly caller: Caller; readonly subjects: readonly string[] }>[] = [];

  const writeNote = (): void => {
    const from = authors();
    if (from.length === 0) return;
    const wanted = flows()
      .map((flow) => flow.from)
      .filter((agency) => from.includes(agency));
    const agency = wanted.length > 0 && chance(85) ? pick(wanted) : pick(from);
    const id = name('n');
    const passages = passagesBy(agency, id);
    const effectiveAt = notes.length > 0 && chance(20) ? pick(notes).of.from : past();
    const listed = flows()
      .filter((flow) => flow.from === agency)
      .flatMap((flow) => flow.categories);
    const likely = written.filter((each) => listed.includes(each));
    const category = likely.length > 0 && chance(80) ? pick(likely) : pick(written);
    record(practitioner(agency), {
      do: 'record-note',
      id,
      category,
      labels: chance(55) ? [] : some<Label>(['V', 'SDV', 'MH', 'SEX', 'SUD', 'N', 'R', 'LOCIS'], 14),
      effectiveAt: effectiveAt > now() ? now() : effectiveAt,
      passages,
      handling: chance(8) ? [hiddenOf(pick(['police-handling', 'court-order', 'sealed'] as const))] : [],
      ...(chance(8) && { imported: true }),
    });
    notes.push({
      id,
      by: agency,
      of: {
        from: effectiveAt > now() ? now() : effectiveAt,
        category,
        about: passages.flatMap(({ subjects }) => subjects),
      },
      version: 1,
      count: passages.length,
      wrong: false,
    });
  };

  const giveConsent = (): void => {
    const asking = flows().filter(({ route, consentRequired }) => route === 'consent' || consentRequired);
    const flow = asking.length > 0 && chance(90) ? pick(asking) : undefined;
    const subject = chance(70) ? pick(people.filter(({ adult }) => !adult)) : pick(people);
    const parents = [...(holders.get(subject.id) ?? [])];
    const byParent = !subject.adult && chance(60);
    const others = people.filter(({ id, family }) => id !== subject.id && family === subject.family);
    if (byParent && others.length === 0) return;
    const grantor = byParent ? (parents.length > 0 && chance(85) ? pick(parents) : pick(others).id) : subject.id;
    const can = active().filter(
      (agency) => business.get(subject.id)?.has(agency) && business.get(grantor)?.has(agency),
    );
    if (can.length === 0) return;
    const agency = pick(can);
    const scope: ConsentScope = {
      ...(chance(35) && {
        categories: some([...new Set([...(flow?.categories ?? []).slice(0, 2), pick(categories)])], 80),
      }),
      ...(chance(30) && { recipients: some([...new Set([flow?.to ?? pick(agencies), pick(agencies)])], 70) }),
      purposes: some([...new Set([...(flow?.purposes ?? []), pick(purposes), ...any(purposes, 40)])], 85),
      exceptLabels: chance(22) ? some<Label>(['MH', 'SEX', 'SDV', 'R'], 40) : [],
      excludedAgencies: chance(7) ? [pick(agencies)] : [],
      excludedWorkers: chance(7) ? [pick(WORKERS)] : [],
    };
    const twin = consents.find((consent) => consent.of.grantor === grantor && consent.of.subject === subject.id);
    const effectiveAt = twin && chance(30) ? twin.of.effectiveAt : past();
    const from = chance(88) ? plus(effectiveAt, -DAY) : future();
    const id = name('c');
    record(practitioner(agency), {
      do: 'record-consent',
      id,
      subject: subject.id,
      grantor,
      capacity: grantor === subject.id ? 'self' : 'parental-responsibility',
      decision: chance(80) ? 'permit' : 'refuse',
      scope,
      from,
      ...(chance(18) && { until: plus(from > now() ? from : future(), 0) }),
      effectiveAt,
    });
    const last = steps.at(-1);
    if (last?.do === 'record-consent' && last.until !== undefined && last.until <= last.from) steps.pop();
    else consents.push({ id, by: agency, of: { subject: subject.id, grantor, effectiveAt }, wrong: false });
  };

  const familiar = (agency: string): Person | undefined => {
    const known = dealsWith(agency);
    return known.length > 0 ? pick(known) : undefined;
  };
  /** Somebody at an active agency, and a person whom it deals with. */
  const somebody = (): readonly [Caller, Person] | undefined => {
    const from = authors();
    if (from.length === 0) return undefined;
    const by = practitioner(pick(from));
    const person = familiar(by.agency);
    return person && [by, person];
  };

  const amendAgreement = (): void => {
    const open = agreements.filter((made) => !made.ended && made.bound);
    if (open.length === 0) return;
    const made = pick(open);
    const { parties, flows: before } = made.terms.at(-1) as AgreedTerms;
    if (parties.some((party) => suspended.has(party))) return;
    const kept = before.filter(() => chance(60));
    const added = Array.from({ length: below(3) }, (_, index) => flowOf(20 + 3 * made.terms.length + index, parties));
    const terms: AgreedTerms = {
      ...termsOf(parties),
      flows: kept.length + added.length > 0 ? [...kept, ...added] : before,
    };
    made.terms.push(terms);
    record(admin(parties[0] ?? ''), { do: 'amend-agreement', agreement: made.id, version: made.terms.length, terms });
    lay(made, chance(80));
  };

  const stopAgreement = (): void => {
    const open = agreements.filter((made) => !made.ended && made.bound);
    if (open.length === 0) return;
    const made = pick(open);
    const current = made.terms[0] as AgreedTerms;
    const can = current.parties.filter((party) => !suspended.has(party));
    if (can.length === 0) return;
    const stopped = [...made.stoppedBy].filter((party) => !suspended.has(party));
    if (stopped.length > 0) {
      const party = pick(stopped);
      made.stoppedBy.delete(party);
      record(admin(party), { do: 'resume-agreement', agreement: made.id });
    } else if (chance(75)) {
      const party = pick(can);
      made.stoppedBy.add(party);
      record(admin(party), { do: 'suspend-agreement', agreement: made.id });
    } else {
      made.ended = true;
      record(admin(pick(can)), { do: 'end-agreement', agreement: made.id });
    }
  };

  const openOverride = (): void => {
    const from = active();
    if (from.length === 0) return;
    const caller = practitioner(chance(80) && flows().length > 0 ? pick(flows()).to : pick(from));
    if (suspended.has(caller.agency)) return;
    const family = pick(families);
    const subjects = (chance(75) ? family.members : some(family.members, 60)).map(({ id }) => id);
    const id = name('o');
    record(caller, { do: 'open-override', id, subjects, minutes: weighted([4, 1440], [2, 60], [1, 5]) });
    overrides.push({ id, by: caller.agency, of: { caller, subjects } });
  };

  const actions: readonly (readonly [number, () => void])[] = [
    [26, writeNote],
    [24, giveConsent],
    [
      6,
      () => {
        if (consents.length === 0) return;
        const consent = pick(consents);
        const can = active().filter((agency) => business.get(consent.of.subject)?.has(agency));
        if (can.length === 0 || consent.wrong) return;
        const by = practitioner(pick(can));
        const { subject, grantor } = consent.of;
        if (chance(25)) record(by, { do: 'withdraw-all', subject, grantor });
        else record(by, { do: 'withdraw-consent', consent: consent.id, subject });
      },
    ],
    [
      2,
      () => {
        const mine = consents.filter(({ by, wrong }) => !wrong && !suspended.has(by));
        if (mine.length === 0) return;
        const consent = pick(mine);
        record(practitioner(consent.by), { do: 'consent-in-error', consent: consent.id, subject: consent.of.subject });
        consent.wrong = true;
      },
    ],
    [
      9,
      () => {
        const who = somebody();
        if (!who) return;
        const [by, person] = who;
        const kind = weighted<RestrictionKind>(
          [4, 'protected-address'],
          [2, 'court-order'],
          [2, 'adoption'],
          [2, 'named-worker-exclusion'],
          [3, 'sealed'],
        );
        const id = name('r');
        record(by, { do: 'restrict-person', id, person: person.id, hidden: hiddenOf(kind) });
        restrictions.push({ id, by: by.agency, of: { person: person.id } });
      },
    ],
    [
      5,
      () => {
        const ours = notes.filter(({ by, wrong }) => !wrong && !suspended.has(by));
        if (ours.length === 0) return;
        const note = pick(ours);
        const id = name('r');
        const kind = pick([
          'court-order',
          'adoption',
          'police-handling',
          'sealed',
          'sealed',
          'named-worker-exclusion',
        ] as const);
        record(practitioner(note.by), { do: 'restrict-note', id, note: note.id, hidden: hiddenOf(kind) });
        restrictions.push({ id, by: note.by, of: { note: note.id } });
      },
    ],
    [
      5,
      () => {
        const ours = restrictions.filter(({ by }) => !suspended.has(by));
        if (ours.length === 0) return;
        const { id, by, of } = pick(ours);
        if ('person' in of) record(practitioner(by), { do: 'lift-restriction', person: of.person, restriction: id });
        else if (!notes.some((note) => note.id === of.note && note.wrong))
          record(practitioner(by), { do: 'lift-note-restriction', note: of.note, restriction: id });
      },
    ],
    [
      8,
      () => {
        const ours = notes.filter(({ by, wrong }) => !wrong && !suspended.has(by));
        if (ours.length === 0) return;
        const note = pick(ours);
        const by = practitioner(note.by);
        const what = weighted<'correct' | 'error' | 'review'>([3, 'correct'], [1, 'error'], [4, 'review']);
        if (what === 'error') {
          note.wrong = true;
          record(by, { do: 'note-in-error', note: note.id });
        } else if (what === 'correct') {
          const passages = passagesBy(note.by, note.id);
          note.version += 1;
          note.count = passages.length;
          record(by, { do: 'correct-note', note: note.id, passages });
        } else
          record(by, {
            do: 'review-note',
            note: note.id,
            passages: some(
              Array.from({ length: note.count }, (_, index) => index),
              70,
            ).map((index) => ({
              version: note.version,
              index,
              location: weighted<'checked' | 'reveals'>([3, 'checked'], [1, 'reveals']),
            })),
          });
      },
    ],
    [
      6,
      () => {
        const children = people.filter(({ adult }) => !adult);
        const child = pick(children);
        const can = active().filter((agency) => business.get(child.id)?.has(agency));
        if (can.length === 0) return;
        const earlier = steps.findLast((step) => step.do === 'assess-competence' && step.person === child.id);
        const assessedAt = earlier?.do === 'assess-competence' && chance(20) ? earlier.assessedAt : past();
        record(practitioner(pick(can)), {
          do: 'assess-competence',
          person: child.id,
          competent: chance(65),
          assessedAt,
        });
      },
    ],
    [
      5,
      () => {
        const pairs = [...holders].flatMap(([child, parents]) =>
          [...parents].map((parent) => [child, parent] as const),
        );
        if (pairs.length === 0) return;
        const [child, holder] = pick(pairs);
        const can = active().filter((agency) => business.get(child)?.has(agency) && business.get(holder)?.has(agency));
        if (can.length === 0) return;
        const by = practitioner(pick(can));
        const key = `${child} ${holder}`;
        if (chance(65)) {
          const id = name('d');
          const from = past();
          record(by, { do: 'dispute-responsibility', id, person: child, holder, from });
          disputes.push({ id, by: by.agency, of: { person: child, holder, from } });
        } else if (!ended.has(key)) {
          record(by, { do: 'end-responsibility', person: child, holder, until: chance(60) ? now() : future() });
          ended.set(key, now());
        }
      },
    ],
    [
      2,
      () => {
        if (disputes.length === 0) return;
        const [dispute] = disputes.splice(below(disputes.length), 1);
        if (!dispute) return;
        const can = active().filter((agency) => business.get(dispute.of.person)?.has(agency));
        if (can.length === 0) return;
        const { person, holder } = dispute.of;
        record(practitioner(pick(can)), { do: 'resolve-dispute', person, holder, dispute: dispute.id, until: now() });
      },
    ],
    [
      2,
      () => {
        const who = somebody();
        if (!who) return;
        const [by, person] = who;
        const worker = pick(WORKERS);
        record(by, { do: 'record-conflict', person: person.id, worker, kind: pick(['declared', 'inferred'] as const) });
        conflicts.push({ id: worker, by: by.agency, of: { person: person.id, worker } });
      },
    ],
    [
      2,
      () => {
        const ours = conflicts.filter(({ by }) => !suspended.has(by));
        if (ours.length === 0) return;
        const { by, of } = pick(ours);
        record(practitioner(by), { do: 'clear-conflict', person: of.person, worker: of.worker });
      },
    ],
    [
      4,
      () => {
        const who = somebody();
        if (!who) return;
        const [by, person] = who;
        const id = name('h');
        record(by, {
          do: 'find-harm',
          id,
          person: person.id,
          ...(chance(50) && { categories: some(categories, 40) }),
          ...(chance(40) && { recipients: some(agencies, 40) }),
          reviewOn: plus(now(), 90 * DAY),
        });
        harms.push({ id, by: by.agency, of: { person: person.id } });
      },
    ],
    [
      3,
      () => {
        const ours = harms.filter(({ by }) => !suspended.has(by));
        if (ours.length === 0) return;
        const { id, by, of } = pick(ours);
        record(practitioner(by), { do: 'close-harm', person: of.person, finding: id });
      },
    ],
    [
      1,
      () => {
        const agency = pick(agencies);
        if (suspended.has(agency)) {
          suspended.delete(agency);
          record(board, { do: 'reinstate-agency', agency });
        } else {
          suspended.add(agency);
          record(board, { do: 'suspend-agency', agency });
        }
      },
    ],
    [4, stopAgreement],
    [4, amendAgreement],
    [
      4,
      () => {
        const from = active();
        if (from.length === 0) return;
        involve(pick(from), pick(people).id);
      },
    ],
    [
      3,
      () => {
        const ours = involvements.filter(({ by, of }) => !suspended.has(by) && of.from <= now());
        if (ours.length === 0) return;
        const { id, by, of } = pick(ours);
        record(practitioner(by), {
          do: 'end-involvement',
          person: of.person,
          involvement: id,
          until: chance(70) ? now() : future(),
        });
      },
    ],
    [
      3,
      () => {
        const family = pick(families);
        const person = pick(family.members);
        const by = practitioner(person.home);
        if (suspended.has(by.agency)) return;
        if (family.inside.has(person.id)) {
          record(by, { do: 'leave-family', family: family.id, person: person.id, until: now() });
          family.inside.delete(person.id);
        } else {
          record(by, { do: 'join-family', family: family.id, personId: person.id, role: 'other', from: now() });
          family.inside.add(person.id);
        }
      },
    ],
    [
      3,
      () => {
        const family = pick(families);
        const by = practitioner(family.members[0]?.home ?? '');
        if (suspended.has(by.agency)) return;
        if (family.stories > 0 && chance(50)) {
          record(by, {
            do: 'review-story',
            family: family.id,
            version: family.stories,
            location: pick(['checked', 'reveals'] as const),
          });
          return;
        }
        family.stories += 1;
        record(by, {
          do: 'tell-story',
          family: family.id,
          tellers: some(family.members, 50).map(({ id }) => id),
          about: some(family.members, 50).map(({ id }) => id),
          words: `Story ${++named}.`,
        });
      },
    ],
    [
      2,
      () => {
        const who = somebody();
        if (who)
          record(who[0], {
            do: 'record-address',
            id: name('x'),
            person: who[1].id,
            line: `${++named} Street`,
            from: past(),
          });
      },
    ],
    [
      1,
      () => {
        const person = pick(people);
        const born = dateOfBirth(person.adult);
        if (born !== undefined && !suspended.has(person.home))
          record(practitioner(person.home), { do: 'correct-birth-date', person: person.id, dateOfBirth: born });
      },
    ],
    [7, openOverride],
    [
      1,
      () => {
        const ours = overrides.filter(({ by }) => !suspended.has(by));
        if (ours.length === 0) return;
        const { id, of } = pick(ours);
        record(of.caller, { do: 'close-override', override: id });
      },
    ],
  ];

  const leaningActions: typeof actions = [
    [3, writeNote],
    [6, amendAgreement],
    [3, stopAgreement],
    [4, openOverride],
  ];

  const question = (): { by: Caller; asked: Question } => {
    const [opened] = chance(60) ? overrides.slice(-1) : [];
    if (opened && chance(70)) {
      const mine = flows().filter(({ to }) => to === opened.by);
      const flow = mine.length > 0 && chance(80) ? pick(mine) : undefined;
      const by = chance(85)
        ? { ...opened.of.caller, role: pick(ROLES) }
        : practitioner(chance(50) ? opened.by : pick(agencies));
      const family =
        families.find(({ members }) => members.some(({ id }) => id === opened.of.subjects[0])) ?? families[0];
      const about =
        chance(50) && family
          ? { family: family.id }
          : { person: pick(chance(85) ? opened.of.subjects : people.map(({ id }) => id)) };
      return {
        by,
        asked: {
          about,
          purpose: flow && chance(80) ? pick(flow.purposes) : pick(purposes),
          override: opened.id,
          ...(chance(30) && { ground: groundOf() }),
          ...(chance(8) && { gateway: pick(GATEWAYS) }),
        },
      };
    }
    /* mostly about what somebody wrote and some flow carries */
    const note = chance(70) && notes.length > 0 ? pick(notes) : undefined;
    const carries = ({ from, categories: listed }: Flow): boolean =>
      from === note?.by && listed.includes(note.of.category);
    const known = (agency: string): boolean => note?.of.about.some((id) => business.get(id)?.has(agency)) ?? false;
    const able = flows().filter(carries);
    const carrying = chance(80) && able.some(({ to }) => known(to)) ? able.filter(({ to }) => known(to)) : able;
    const [flow] = carrying.length > 0 ? [pick(carrying)] : flows().length > 0 && chance(88) ? [pick(flows())] : [];
    const agency = flow?.to ?? pick(agencies);
    const by: Caller = {
      agency,
      worker: pick(WORKERS),
      role: flow && chance(85) ? (flow.roles.includes('lead') && chance(60) ? 'lead' : pick(flow.roles)) : pick(ROLES),
    };
    const somebodyIn = carrying.length > 0 && note ? pick(note.of.about) : pick(people).id;
    const family = families.find(({ members }) => members.some(({ id }) => id === somebodyIn)) ?? pick(families);
    return {
      by,
      asked: {
        about: chance(50) ? { family: family.id } : { person: somebodyIn },
        purpose: flow && chance(88) ? pick(flow.purposes) : chance(90) ? pick(purposes) : 'research',
        ...(chance(flow?.route === 'duty' ? 75 : 25) && { ground: groundOf() }),
        ...(chance(8) && { gateway: flow?.basis.gateway ?? pick(GATEWAYS) }),
        ...(overrides.length > 0 && chance(10) && { override: pick(overrides).id }),
      },
    };
  };
  const groundOf = () => ({
    kind: weighted<'enquiry' | 'referral' | 'typed'>([2, 'enquiry'], [1, 'referral'], [2, 'typed']),
    ...(chance(25) && { informUnsafe: true }),
  });
  const ask = (): void => {
    const { by, asked } = question();
    steps.push({ at: now(), by, do: 'ask', ...asked });
  };

  round = 6;
  for (let count = 3 + below(4); count > 0; count--) writeNote();
  round = 7;
  for (let count = 1 + below(4); count > 0; count--) giveConsent();

  const happenings = 12 + below(20);
  let questions = 3 + below(4);
  for (let happened = 0; happened < happenings && round < timeline.length - 1; happened++) {
    round = Math.min(timeline.length - 2, round + 1 + (chance(30) ? 1 : 0));
    weighted(...(leaning === 'versions' ? leaningActions : actions))();
    if (questions > 2 && happened > 4 && chance(18)) {
      ask();
      questions -= 1;
    }
  }
  round = Math.min(timeline.length - 1, round + 1);
  while (questions-- > 0) ask();
  return steps.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
};

/** Small worlds on this timeline: agencies, agreements, families, what is recorded about them, and who asks for what. */
export const histories = (timeline: Timeline, leaning: Leaning = 'anything'): fc.Arbitrary<readonly Step[]> =>
  fc.gen().map((generate) => historyWith(drawing(generate), timeline, leaning));

export interface Batch {
  readonly timeline: Timeline;
  readonly histories: readonly (readonly Step[])[];
}

/** The same histories for the same seed, on one timeline from this instant. */
export const batchOf = (seed: number, count: number, start: Instant, leaning: Leaning = 'anything'): Batch => {
  const [timeline = []] = fc.sample(timelines(start), { seed, numRuns: 1 });
  return { timeline, histories: fc.sample(histories(timeline, leaning), { seed, numRuns: count }) };
};
