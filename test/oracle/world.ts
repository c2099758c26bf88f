/* eslint-disable complexity, max-depth -- everything recorded, gone through again for each question */
import type {
  AgencyFacts,
  AgreementFacts,
  ConflictOfInterest,
  ConsentFacts,
  HarmFinding,
  Instant,
  Item,
  OverrideFacts,
  Passage,
  PersonFacts,
  Period,
  Restriction,
} from '@hub/sharing';
import { isAsked, type AgreedTerms, type Hidden, type History, type Recorded, type WrittenPassage } from './history.js';

/** All that is true at one instant, worked out anew from everything that was ever recorded before. */
export interface World {
  readonly now: Instant;
  readonly agencies: readonly AgencyFacts[];
  readonly agreements: readonly AgreementFacts[];
  readonly people: readonly PersonFacts[];
  readonly consents: readonly ConsentFacts[];
  readonly overrides: readonly OverrideFacts[];
  readonly items: readonly Item[];
  /** Who is in each family now. */
  readonly families: Readonly<Record<string, readonly string[]>>;
  /** What a passage says, by `<item> <passage>`. */
  readonly words: Readonly<Record<string, unknown>>;
}

export const holds = (period: Period, at: Instant): boolean =>
  period.from <= at && (period.until === undefined || at < period.until);

const period = (from: Instant, until: Instant | undefined): Period =>
  until === undefined ? { from } : { from, until };

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

/** Everything recorded that is of one of these kinds; kinds that share a shape stay together. */
type Of<T extends Recorded['do']> = Recorded extends infer R
  ? R extends { do: infer D }
    ? T & D extends never
      ? never
      : R
    : never
  : never;

const restrictionOf = (id: string, { from, until, ...hidden }: Hidden): Restriction => ({
  id,
  ...hidden,
  period: period(from, until),
});

const liftedAt = (restriction: Restriction, at: Instant | undefined): Restriction => {
  if (at === undefined) return restriction;
  const { from, until } = restriction.period;
  return { ...restriction, period: { from, until: until === undefined ? at : earlier(until, at) } };
};

/** The instant so many minutes later. */
const later = (instant: Instant, minutes: number): Instant =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString();

export const worldOf = (history: History, now: Instant): World => {
  const recorded = history.filter((step): step is Recorded => !isAsked(step));
  const all = <T extends Recorded['do']>(...kinds: readonly T[]): readonly Of<T>[] =>
    recorded.filter((step): step is Of<T> => (kinds as readonly string[]).includes(step.do));
  const after = (step: Recorded): readonly Recorded[] => recorded.slice(recorded.indexOf(step) + 1);

  const agencies = all('register-agency').map(({ id, powers, roles }): AgencyFacts => {
    let status: AgencyFacts['status'] = 'active';
    for (const step of all('suspend-agency', 'reinstate-agency'))
      if (step.agency === id) status = step.do === 'suspend-agency' ? 'suspended' : 'active';
    return { id, sector: 'council', status, roles, powers };
  });

  const agreements = all('draft-agreement').flatMap(({ id, terms: first }): readonly AgreementFacts[] => {
    const versions: { number: number; terms: AgreedTerms }[] = [{ number: 1, terms: first }];
    for (const step of all('amend-agreement'))
      if (step.agreement === id) versions.push({ number: step.version, terms: step.terms });
    const stopped = new Set<string>();
    let ended = false;
    for (const step of all('suspend-agreement', 'resume-agreement', 'end-agreement')) {
      if (step.agreement !== id) continue;
      if (step.do === 'suspend-agreement') stopped.add(step.by.agency);
      if (step.do === 'resume-agreement') stopped.delete(step.by.agency);
      if (step.do === 'end-agreement') ended = true;
    }
    const begins = versions.map(({ number, terms }) => {
      let from = terms.startsOn;
      for (const party of terms.parties) {
        const signature = all('sign-agreement').find(
          (step) =>
            step.do === 'sign-agreement' &&
            step.agreement === id &&
            step.version === number &&
            step.by.agency === party,
        );
        if (!signature) return undefined;
        if (signature.at > from) from = signature.at;
      }
      return from;
    });
    return versions.flatMap(({ number, terms }, index) => {
      const from = begins[index];
      if (from === undefined) return [];
      let until = terms.endsOn;
      for (const next of begins.slice(index + 1))
        if (next !== undefined && (until === undefined || next < until)) until = next;
      const status = ended || stopped.size > 0 ? 'not-in-force' : 'in-force';
      return [{ id, version: number, parties: terms.parties, status, period: period(from, until), flows: terms.flows }];
    });
  });

  const memberships = (family: string) => {
    const found: { person: string; role: string; from: Instant; until?: Instant; step: Recorded }[] = [];
    for (const step of recorded) {
      if (step.do === 'form-family' && step.id === family)
        for (const { personId, role, from } of step.members) found.push({ person: personId, role, from, step });
      if (step.do === 'join-family' && step.family === family)
        found.push({ person: step.personId, role: step.role, from: step.from, step });
      if (step.do === 'leave-family' && step.family === family) {
        const left = found.findLast(({ person }) => person === step.person);
        if (left) left.until = step.until;
      }
    }
    return found;
  };
  const familyIds = all('form-family').map(({ id }) => id);
  const families: Record<string, readonly string[]> = {};
  for (const family of familyIds)
    families[family] = [
      ...new Set(
        memberships(family)
          .filter(({ from, until }) => holds(period(from, until), now))
          .map(({ person }) => person),
      ),
    ];

  const endOfInvolvement = (id: string): Instant | undefined =>
    all('end-involvement').findLast(({ involvement }) => involvement === id)?.until;

  const people = all('register-person').map((person): PersonFacts => {
    const { id } = person;
    const about = <T extends { person: string }>(steps: readonly T[]): readonly T[] =>
      steps.filter((step) => step.person === id);
    const dateOfBirth = about(all('correct-birth-date')).at(-1)?.dateOfBirth ?? person.dateOfBirth;

    const disputes = about(all('dispute-responsibility')).map(({ id: dispute, holder, from }) => ({
      holder,
      period: period(from, all('resolve-dispute').find((step) => step.dispute === dispute)?.until),
    }));
    const parentalResponsibility = about(all('record-responsibility')).map((step) => {
      const end = after(step).find(
        (next) => next.do === 'end-responsibility' && next.person === id && next.holder === step.holder,
      ) as Of<'end-responsibility'> | undefined;
      return {
        holder: step.holder,
        period: period(step.from, end?.until),
        disputes: disputes.filter(({ holder }) => holder === step.holder).map((dispute) => dispute.period),
      };
    });

    const conflicts: (ConflictOfInterest & { agency: string })[] = [];
    for (const step of about(all('record-conflict', 'clear-conflict'))) {
      const known = conflicts.findIndex(({ worker, agency }) => worker === step.worker && agency === step.by.agency);
      if (step.do === 'clear-conflict' && known >= 0) conflicts.splice(known, 1);
      if (step.do === 'record-conflict')
        conflicts.push({ worker: step.worker, kind: step.kind, agency: step.by.agency });
    }

    const household = new Set<string>();
    for (const members of Object.values(families))
      if (members.includes(id)) for (const member of members) if (member !== id) household.add(member);

    return {
      id,
      ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
      parentalResponsibility,
      competence: about(all('assess-competence')).map(({ competent, assessedAt }) => ({ competent, at: assessedAt })),
      restrictions: about(all('restrict-person')).map((step) =>
        liftedAt(
          restrictionOf(step.id, step.hidden),
          all('lift-restriction').find(({ restriction }) => restriction === step.id)?.at,
        ),
      ),
      involvements: [
        { agency: person.by.agency, workers: [person.by.worker], period: { from: person.at } },
        ...about(all('record-involvement')).map((step) => ({
          agency: step.by.agency,
          workers: step.workers,
          period: period(step.from, endOfInvolvement(step.id) ?? step.until),
        })),
      ],
      conflicts: conflicts.map(({ worker, kind }) => ({ worker, kind })),
      harmFindings: about(all('find-harm'))
        .filter((step) => !all('close-harm').some(({ finding }) => finding === step.id))
        .map((step): HarmFinding => ({
          id: step.id,
          at: step.at,
          reviewOn: step.reviewOn,
          ...(step.categories && { categories: step.categories }),
          ...(step.recipients && { recipients: step.recipients }),
        })),
      household: [...household],
    };
  });

  const consents: ConsentFacts[] = [];
  for (const step of all('record-consent')) {
    let [withdrawn, inError] = [false, false];
    for (const next of after(step)) {
      if (next.do === 'withdraw-consent' && next.consent === step.id && !inError) withdrawn = true;
      if (next.do === 'withdraw-all' && next.subject === step.subject && next.grantor === step.grantor && !inError)
        withdrawn = true;
      if (next.do === 'consent-in-error' && next.consent === step.id) inError = true;
    }
    if (inError && !(withdrawn && step.decision === 'permit')) continue;
    const { id, subject, grantor, capacity, decision, scope, effectiveAt } = step;
    consents.push({
      id,
      subject,
      grantor,
      capacity,
      decision,
      scope,
      period: period(step.from, step.until),
      effectiveAt,
      withdrawn,
    });
  }

  const overrides = all('open-override').map((step): OverrideFacts => {
    const { id, by, at, subjects, minutes } = step;
    const closed = all('close-override').some(({ override }) => override === id);
    return { id, agency: by.agency, worker: by.worker, subjects, openedAt: at, expiresAt: later(at, minutes), closed };
  });

  const items: Item[] = [];
  const words: Record<string, unknown> = {};
  const plain = (id: string, subjects: readonly string[], location: Passage['location']): Passage => ({
    id,
    subjects,
    thirdParties: [],
    revealsProtectedSource: false,
    location,
  });
  const add = (item: Omit<Item, 'stream' | 'revision'>): number => items.push({ ...item, stream: '', revision: 0 });
  const nothing = { labels: [], restrictions: [] };

  for (const { id, by, at, given, imported, dateOfBirth } of all('register-person')) {
    const born = people.find((person) => person.id === id)?.dateOfBirth ?? dateOfBirth;
    const item = `identity-${id}`;
    words[`${item} name`] = { given };
    if (born !== undefined) words[`${item} dateOfBirth`] = born;
    add({
      id: item,
      kind: 'identity',
      category: 'identity',
      source: by.agency,
      effectiveAt: at,
      passages: [
        plain('name', [id], imported ? 'unreviewed' : 'checked'),
        ...(born === undefined ? [] : [plain('dateOfBirth', [id], 'checked')]),
      ],
      ...nothing,
    });
    add({
      id: `involvement-registration-${id}`,
      kind: 'involvement',
      category: 'involvement',
      source: by.agency,
      effectiveAt: at,
      passages: [plain('*', [id], 'unreviewed')],
      ...nothing,
    });
  }
  for (const { id, person, by, at, from, line } of all('record-address')) {
    words[`address-${id} *`] = { lines: [line] };
    add({
      id: `address-${id}`,
      kind: 'address',
      category: 'address',
      source: by.agency,
      effectiveAt: earlier(from, at),
      passages: [plain('*', [person], 'reveals')],
      ...nothing,
    });
  }
  for (const { id, person, by, at, from, location, service } of all('record-involvement')) {
    words[`involvement-${id} *`] = { service };
    add({
      id: `involvement-${id}`,
      kind: 'involvement',
      category: 'involvement',
      source: by.agency,
      effectiveAt: earlier(from, at),
      passages: [plain('*', [person], location ?? 'unreviewed')],
      ...nothing,
    });
  }
  for (const family of familyIds) {
    const newest = new Map(memberships(family).map((membership) => [membership.person, membership]));
    for (const { person, from, role, step } of newest.values()) {
      words[`member-${family}-${person} *`] = { role };
      add({
        id: `member-${family}-${person}`,
        kind: 'family-member',
        category: 'family-composition',
        source: step.by.agency,
        effectiveAt: earlier(from, step.at),
        passages: [plain('*', [person], 'checked')],
        ...nothing,
      });
    }
    const stories = all('tell-story').filter((step) => step.family === family);
    const told = stories.at(-1);
    if (!told) continue;
    const review = all('review-story').findLast((step) => step.family === family && step.version === stories.length);
    words[`story-${family} *`] = { words: told.words };
    add({
      id: `story-${family}`,
      kind: 'family-story',
      category: 'family-story',
      source: told.by.agency,
      effectiveAt: told.at,
      passages: [plain('*', [...new Set([...told.tellers, ...told.about])], review?.location ?? 'unreviewed')],
      ...nothing,
    });
  }
  for (const note of all('record-note')) {
    const later = after(note);
    const ours = <T extends Recorded['do']>(kind: T): readonly Of<T>[] =>
      later.filter((step): step is Of<T> => step.do === kind && (step as unknown as { note: string }).note === note.id);
    if (ours('note-in-error').length > 0) continue;
    const corrections = ours('correct-note');
    const version = corrections.length + 1;
    const written: readonly WrittenPassage[] = corrections.at(-1)?.passages ?? note.passages;
    const imported = corrections.length === 0 && note.imported === true;
    const item = `note-${note.id}`;
    add({
      id: item,
      kind: 'case-note',
      category: note.category,
      source: note.by.agency,
      effectiveAt: note.effectiveAt,
      labels: note.labels,
      passages: written.map((passage, index) => {
        let location: Passage['location'] = imported ? 'unreviewed' : (passage.location ?? 'unreviewed');
        for (const review of ours('review-note'))
          for (const read of review.passages)
            if (read.version === version && read.index === index) location = read.location;
        const id = `${note.id}.${version}.${index}`;
        words[`${item} ${id}`] = { text: passage.text };
        return {
          id,
          subjects: passage.subjects,
          thirdParties: passage.thirdParties,
          revealsProtectedSource: passage.revealsProtectedSource ?? false,
          location,
        };
      }),
      restrictions: [
        ...note.handling.map((hidden, index) => restrictionOf(`${note.id} handling ${index}`, hidden)),
        ...ours('restrict-note').map((step) =>
          liftedAt(
            restrictionOf(step.id, step.hidden),
            ours('lift-note-restriction').find(({ restriction }) => restriction === step.id)?.at,
          ),
        ),
      ],
    });
  }

  return { now, agencies, agreements, people, consents, overrides, items, families, words };
};
