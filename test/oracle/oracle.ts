/* eslint-disable complexity, max-depth, max-lines -- the text read from top to bottom: each rule in one place, as the text has it */
/**
 * A slow, literal reading of `docs/policy.md`, from what was recorded to what a caller must see.
 *
 * It shares nothing with the product but the names of codes and the shapes of plain data: no rule, no fold, no cache.
 * Where it and the hub differ, one of them has misread the text.
 */
import {
  CATEGORIES,
  PURPOSES,
  SENSITIVE_LABELS,
  type AgreementFacts,
  type Category,
  type ConsentFacts,
  type Flow,
  type Instant,
  type Item,
  type Label,
  type ObligationCode,
  type Outcome,
  type Passage,
  type PersonFacts,
  type Restriction,
  type Via,
} from '@hub/sharing';
import type { Asked, History } from './history.js';
import { holds, worldOf, type World } from './world.js';

/** `<stage> <code>`: in this order reasons stand in an answer. */
export type ReasonKey = string;

export interface SeenItem {
  readonly id: string;
  /** In the item's own order: permitted, or a gap with its reasons. */
  readonly passages: readonly { readonly id: string; readonly masked?: readonly ReasonKey[] }[];
  readonly via: string;
  readonly onward: readonly string[];
}

export interface Seen {
  readonly status: 200;
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonKey[];
  readonly obligations: readonly string[];
  readonly items: readonly SeenItem[];
}

/** What the caller must see. */
export type View = Seen | { readonly status: 404 };

/** What the trail must keep besides. */
export interface Kept {
  readonly entitled: boolean;
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonKey[];
  readonly obligations: readonly string[];
  readonly consents: readonly string[];
  readonly passages: readonly {
    readonly item: string;
    readonly passage: string;
    readonly outcome: 'permit' | 'mask' | 'omit';
    readonly reasons: readonly ReasonKey[];
  }[];
}

type Verdict = 'permit' | 'deny' | 'review' | 'declined';

interface Given {
  readonly reasons: readonly ReasonKey[];
  /** Reasons of stage 5 carried along on the duty route: in the trail only. */
  readonly carried: readonly ReasonKey[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
}

interface Judged extends Given {
  readonly outcome: 'permit' | 'mask' | 'omit';
  readonly verdict: Verdict;
  /** How far it got in the order of asking. */
  readonly reached: number;
  readonly via?: Via;
}

interface Row {
  readonly agreement: AgreementFacts;
  readonly flow: Flow;
  readonly inForce: boolean;
}

const NOTHING: Given = { reasons: [], carried: [], obligations: [], consents: [] };
const OVERRIDDEN: readonly ObligationCode[] = ['RECORD_REASON', 'ALERT', 'REVIEW_OVERRIDE'];
const REACHED = { role: 3, listed: 8, power: 14, consent: 15, harm: 16, omitted: 17, masked: 18, permitted: 19 };

const each = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
const inOrder = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

const omitted = (reached: number, reason: ReasonKey, more: Partial<Judged> = {}): Judged => ({
  ...NOTHING,
  outcome: 'omit',
  verdict: 'deny',
  reached,
  reasons: [reason],
  ...more,
});

export const viaKey = (via: Via | undefined): string => {
  if (via === undefined) return '';
  if (via.kind === 'flow') return `flow ${via.agreement} ${via.version} ${via.flow}`;
  return via.kind;
};

/** Whole years from a date of birth to the day of an instant. */
const ageAt = (dateOfBirth: string, at: Instant): number => {
  const [year = 0, month = 0, day = 0] = dateOfBirth.split('-').map(Number);
  const [thisYear = 0, thisMonth = 0, today = 0] = at.slice(0, 10).split('-').map(Number);
  const hadBirthday = thisMonth > month || (thisMonth === month && today >= day);
  return thisYear - year - (hadBirthday ? 0 : 1);
};

/** What the newest findings of competence at or before an instant say. */
const findingsAt = (person: PersonFacts, at: Instant): 'none' | 'competent' | 'not-competent' | 'unsettled' => {
  const known = person.competence.filter((finding) => finding.at <= at);
  if (known.length === 0) return 'none';
  const newest = known
    .map((finding) => finding.at)
    .sort()
    .at(-1);
  const said = new Set(known.filter((finding) => finding.at === newest).map(({ competent }) => competent));
  if (said.size > 1) return 'unsettled';
  return said.has(true) ? 'competent' : 'not-competent';
};

const isSixteen = (person: PersonFacts, at: Instant): boolean =>
  person.dateOfBirth !== undefined && ageAt(person.dateOfBirth, at) >= 16;

export const judge = (world: World, asked: Asked): { readonly view: View; readonly kept: Kept } => {
  const { agency: caller, worker, role } = asked.by;
  const { purpose, ground } = asked;
  const now = asked.at;
  const identifiable = PURPOSES[purpose].identifiable;
  const outward = purpose === 'subject-access' || purpose === 'proxy-access';

  const personOf = (id: string): PersonFacts | undefined => world.people.find((person) => person.id === id);
  const agencyOf = (id: string) => world.agencies.find((agency) => agency.id === id);
  const isActive = (id: string): boolean => agencyOf(id)?.status === 'active';

  const subjects = 'person' in asked.about ? [asked.about.person] : (world.families[asked.about.family] ?? []);

  /* ---- overrides ---- */

  const override = world.overrides.find(
    (opened) =>
      opened.id === asked.override &&
      opened.agency === caller &&
      opened.worker === worker &&
      subjects.every((subject) => opened.subjects.includes(subject)) &&
      opened.openedAt <= now &&
      now < opened.expiresAt &&
      !opened.closed &&
      !outward,
  );
  const overrideOpenFor = (passage: Passage): boolean =>
    override !== undefined && passage.subjects.every((subject) => override.subjects.includes(subject));

  /* ---- flows ---- */

  const rows: readonly Row[] = world.agreements.flatMap((agreement) =>
    agreement.flows.map((flow) => ({
      agreement,
      flow,
      inForce:
        agreement.status === 'in-force' &&
        holds(agreement.period, now) &&
        agreement.parties.includes(flow.from) &&
        agreement.parties.includes(flow.to) &&
        isActive(flow.from) &&
        isActive(flow.to),
    })),
  );
  const routeOrder = ['duty', 'public-task', 'consent'];
  const byOrder = (a: Row, b: Row): number => {
    if (a.flow.route !== b.flow.route) return routeOrder.indexOf(a.flow.route) - routeOrder.indexOf(b.flow.route);
    if (a.agreement.id !== b.agreement.id) return a.agreement.id < b.agreement.id ? -1 : 1;
    if (a.agreement.version !== b.agreement.version) return b.agreement.version - a.agreement.version;
    return a.flow.number - b.flow.number;
  };
  const toCaller = rows.filter(({ flow, inForce }) => inForce && flow.to === caller);
  const forRoleAndPurpose = toCaller.filter(({ flow }) => flow.roles.includes(role) && flow.purposes.includes(purpose));
  const claimed = ({ flow }: Row): boolean => asked.gateway === undefined || flow.basis.gateway === asked.gateway;
  /** The version with which an agreement speaks: the newest that has begun. */
  const voiceOf = (id: string): number =>
    Math.max(
      ...world.agreements.flatMap((other) => (other.id === id && other.period.from <= now ? [other.version] : [])),
    );
  /** With `outOfForceToo`, those that are in force still come first. */
  const candidatesFrom = (source: string, outOfForceToo: boolean): readonly Row[] =>
    rows
      .filter((row) => row.inForce || (outOfForceToo && row.agreement.version === voiceOf(row.agreement.id)))
      .filter(({ flow }) => flow.from === source && flow.to === caller && flow.purposes.includes(purpose))
      .filter(claimed)
      .sort((a, b) => Number(b.inForce) - Number(a.inForce) || byOrder(a, b));

  /* ---- stage 1: hard bars ---- */

  const isCustodian = ({ custodians }: Restriction): boolean =>
    custodians.some(
      (custodian) =>
        custodian.agency === caller &&
        (custodian.roles.length === 0 || custodian.roles.includes(role)) &&
        (custodian.purposes.length === 0 || custodian.purposes.includes(purpose)),
    );

  const reaching = (item: Item, passage: Passage): readonly Restriction[] => [
    ...item.restrictions.filter((restriction) => holds(restriction.period, now)),
    ...passage.subjects.flatMap((subject) =>
      (personOf(subject)?.restrictions ?? []).filter(
        ({ period, categories }) =>
          holds(period, now) && (categories === undefined || categories.includes(item.category)),
      ),
    ),
  ];

  const protectedAgainstCaller = (item: Item, passage: Passage): boolean => {
    for (const restriction of item.restrictions)
      if (restriction.kind === 'protected-address' && holds(restriction.period, now) && !isCustodian(restriction))
        return true;
    for (const subject of passage.subjects) {
      for (const id of [subject, ...(personOf(subject)?.household ?? [])]) {
        const person = personOf(id);
        if (person === undefined) return true;
        for (const restriction of person.restrictions)
          if (restriction.kind === 'protected-address' && holds(restriction.period, now) && !isCustodian(restriction))
            return true;
      }
    }
    return false;
  };

  const categoryReveals = (category: Category): boolean =>
    Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category].reveals : true;

  const bars = (item: Item, passage: Passage): readonly ReasonKey[] => {
    const reached = reaching(item, passage);
    const hides = (kind: Restriction['kind'], more: (restriction: Restriction) => boolean = () => true): boolean =>
      reached.some((restriction) => restriction.kind === kind && !isCustodian(restriction) && more(restriction));
    const found: ReasonKey[] = [];
    if (hides('court-order')) found.push('1 COURT_ORDER');
    if (hides('adoption', ({ before }) => before === undefined || item.effectiveAt < before)) found.push('1 ADOPTION');
    if (hides('police-handling')) found.push('1 POLICE_HANDLING');
    if (reached.some(({ kind, workers }) => kind === 'named-worker-exclusion' && workers.includes(worker)))
      found.push('1 WORKER_EXCLUDED');
    if (protectedAgainstCaller(item, passage)) {
      const always = item.category === 'address' || item.category === 'contact-details';
      if (
        passage.location === 'reveals' ||
        item.labels.includes('LOCIS') ||
        always ||
        (categoryReveals(item.category) && passage.location !== 'checked')
      )
        found.push('1 PROTECTED_ADDRESS');
      else if (passage.location === 'unreviewed') found.push('7 LOCATION_UNREVIEWED');
    }
    return found;
  };

  /* ---- stage 4 ---- */

  const power = ({ flow }: Row): Given & { readonly fails: boolean } => {
    const failed = (reason: ReasonKey, obligations: readonly ObligationCode[] = []) => ({
      ...NOTHING,
      reasons: [reason],
      obligations,
      fails: true,
    });
    if (!identifiable) return failed('4 PURPOSE_NOT_IDENTIFIABLE', ['OFFER_AGGREGATE']);
    const { gateway } = flow.basis;
    if (gateway !== undefined && !(agencyOf(caller)?.powers.includes(gateway) ?? false))
      return failed('4 POWER_MISSING');
    if (flow.route === 'duty' && ground === undefined && flow.scheme?.isGround !== true)
      return failed('4 GROUND_MISSING');
    const reasons: ReasonKey[] = [];
    const obligations: ObligationCode[] = [];
    if (flow.route === 'duty') {
      reasons.push('4 CONSENT_NOT_REQUIRED_SAFEGUARDING');
      obligations.push('RECORD_REASON');
      if (ground?.informUnsafe === true) {
        reasons.push('4 SAFEGUARDING_INFORM_UNSAFE');
        obligations.push('DO_NOT_INFORM');
      } else obligations.push('INFORM_UNLESS_UNSAFE');
      if (ground?.kind === 'typed') obligations.push('REVIEW_GROUND');
    }
    if (flow.route === 'public-task') {
      reasons.push('4 PUBLIC_TASK');
      obligations.push('RECORD_NECESSITY');
    }
    if (flow.scheme) {
      reasons.push(`4 ${flow.scheme.code}`);
      obligations.push(...flow.scheme.obligations);
    }
    return { ...NOTHING, reasons, obligations, fails: false };
  };

  const asksConsent = ({ flow }: Row): boolean =>
    flow.route === 'consent' || (flow.route === 'public-task' && flow.consentRequired);

  /* ---- stage 5 ---- */

  const consentFor = (
    subject: string,
    category: Category,
  ): Given & { verdict: Verdict; excepted: readonly Label[] } => {
    const result = (
      verdict: Verdict,
      reasons: readonly ReasonKey[],
      more: Partial<Given & { excepted: readonly Label[] }> = {},
    ) => ({ ...NOTHING, excepted: [], ...more, verdict, reasons });
    const person = personOf(subject);
    if (person === undefined) return result('deny', ['5 NO_CONSENT']);

    const finding = findingsAt(person, now);
    const decidesAlone = isSixteen(person, now) || finding === 'competent' || finding === 'unsettled';
    const countsAsCompetent = isSixteen(person, now) || finding === 'competent';

    const excludes = ({ scope }: ConsentFacts): boolean =>
      scope.excludedAgencies.includes(caller) || scope.excludedWorkers.includes(worker);
    const coversCategoryAndRecipient = (consent: ConsentFacts): boolean =>
      (consent.scope.categories === undefined || consent.scope.categories.includes(category)) &&
      (consent.scope.recipients === undefined || consent.scope.recipients.includes(caller) || excludes(consent));
    const coversPurpose = ({ scope }: ConsentFacts): boolean => scope.purposes.includes(purpose);

    const heldBy = (grantor: string, at: Instant): boolean =>
      person.parentalResponsibility.some(({ holder, period }) => holder === grantor && holds(period, at));
    const competentThen = ({ grantor, effectiveAt }: ConsentFacts): boolean =>
      grantor === subject && (isSixteen(person, effectiveAt) || findingsAt(person, effectiveAt) === 'competent');

    const covering = world.consents.filter(
      (consent) => consent.subject === subject && coversCategoryAndRecipient(consent),
    );
    const forPurpose = covering.filter(coversPurpose);

    const candidates = forPurpose.filter((consent) => {
      if (!holds(consent.period, now) || consent.effectiveAt > now) return false;
      if (consent.capacity === 'self') return competentThen(consent) && decidesAlone;
      return heldBy(consent.grantor, consent.effectiveAt) && !decidesAlone && heldBy(consent.grantor, now);
    });

    if (candidates.length === 0) {
      const some = (test: (consent: ConsentFacts) => boolean): boolean => forPurpose.some(test);
      if (decidesAlone && some(({ capacity, decision }) => capacity !== 'self' && decision === 'permit'))
        return result('deny', ['5 YOUNG_PERSON_DECIDES'], { obligations: ['ASK_YOUNG_PERSON'] });
      if (
        some(
          ({ capacity, grantor, effectiveAt }) =>
            capacity !== 'self' && (!heldBy(grantor, effectiveAt) || !heldBy(grantor, now)),
        )
      )
        return result('deny', ['5 GRANTOR_WITHOUT_PR']);
      if (some((consent) => consent.capacity === 'self' && (!competentThen(consent) || !decidesAlone)))
        return result('deny', ['5 GRANTOR_NOT_COMPETENT']);
      if (some(({ withdrawn }) => withdrawn)) return result('deny', ['5 CONSENT_WITHDRAWN']);
      if (some(({ period }) => period.until !== undefined && period.until <= now))
        return result('deny', ['5 CONSENT_EXPIRED']);
      if (some(({ period, effectiveAt }) => period.from > now || effectiveAt > now))
        return result('deny', ['5 CONSENT_INACTIVE']);
      if (covering.some((consent) => consent.decision === 'permit' && !coversPurpose(consent)))
        return result('deny', ['5 PURPOSE_NOT_PERMITTED']);
      return result('deny', ['5 NO_CONSENT'], { obligations: ['ASK_FOR_CONSENT'] });
    }

    const KINDS = ['refused', 'excluded', 'withdrawn', 'permission'] as const;
    const kindOf = (consent: ConsentFacts): (typeof KINDS)[number] => {
      if (consent.decision === 'refuse') return 'refused';
      if (excludes(consent)) return 'excluded';
      return consent.withdrawn ? 'withdrawn' : 'permission';
    };
    const winners: { consent: ConsentFacts; kind: (typeof KINDS)[number]; excepted: readonly Label[] }[] = [];
    for (const grantor of each(candidates.map((consent) => consent.grantor))) {
      const theirs = candidates.filter((consent) => consent.grantor === grantor);
      const newest = theirs
        .map(({ effectiveAt }) => effectiveAt)
        .sort()
        .at(-1);
      const tied = theirs.filter(({ effectiveAt }) => effectiveAt === newest);
      const excepted = tied.flatMap(({ scope }) => scope.exceptLabels);
      for (const kind of KINDS) {
        const [first] = tied.filter((consent) => kindOf(consent) === kind).sort((a, b) => (a.id < b.id ? -1 : 1));
        if (first === undefined) continue;
        winners.push({ consent: first, kind, excepted });
        break;
      }
    }
    const won = (...kinds: readonly string[]) => winners.filter(({ kind }) => kinds.includes(kind));
    const permissions = won('permission');
    const review = result('review', ['5 CONSENT_DISPUTED'], { obligations: ['RESOLVE_DISPUTE'] });

    if (permissions.length === 0) {
      const reason: ReasonKey =
        won('refused').length > 0
          ? '5 CONSENT_REFUSED'
          : won('excluded').length > 0
            ? '5 RECIPIENT_EXCLUDED'
            : '5 CONSENT_WITHDRAWN';
      const parents = forPurpose.some(({ capacity, decision }) => capacity !== 'self' && decision === 'permit');
      return result('deny', decidesAlone && parents ? ['5 YOUNG_PERSON_DECIDES', reason] : [reason]);
    }
    if (won('refused', 'excluded').length > 0) return review;
    const inDispute = (grantor: string): boolean =>
      person.parentalResponsibility.some(
        ({ holder, disputes }) => holder === grantor && disputes.some((dispute) => holds(dispute, now)),
      );
    if (winners.some(({ consent }) => inDispute(consent.grantor))) return review;
    // Nothing is permitted by consent while findings of competence differ.
    if (decidesAlone && !countsAsCompetent) return result('deny', ['5 GRANTOR_NOT_COMPETENT']);

    const reasons: ReasonKey[] = ['5 CONSENT_GRANTED'];
    if (permissions.some(({ consent }) => consent.capacity !== 'self')) reasons.push('5 PROXY_CONSENT_PR');
    const older = permissions.some(({ consent }) =>
      forPurpose.some(
        (other) =>
          other.grantor === consent.grantor &&
          other.effectiveAt < consent.effectiveAt &&
          (other.decision === 'refuse' || other.withdrawn),
      ),
    );
    if (older) reasons.push('5 NEWER_CONSENT');
    return result('permit', reasons, {
      consents: permissions.map(({ consent }) => consent.id),
      excepted: winners.flatMap(({ excepted }) => excepted),
    });
  };

  /* ---- stage 6 ---- */

  const isHarmful = (subject: string, category: Category): boolean =>
    (personOf(subject)?.harmFindings ?? []).some(
      ({ at, categories, recipients }) =>
        at <= now &&
        (categories === undefined || categories.includes(category)) &&
        (recipients === undefined || recipients.includes(caller)),
    );

  /* ---- stage 7 ---- */

  interface ItemFindings {
    readonly omits: readonly ReasonKey[];
    readonly masks: readonly ReasonKey[];
    readonly maskObligations: readonly ObligationCode[];
    readonly permits: readonly ReasonKey[];
    readonly permitObligations: readonly ObligationCode[];
  }

  /** `flow` missing: own items. */
  const aboutItem = (
    item: Item,
    passage: Passage,
    flow: Pick<Flow, 'route' | 'labels'> | undefined,
    excepted: readonly Label[],
  ): ItemFindings => {
    const duty = flow?.route === 'duty';
    const omits: ReasonKey[] = [];
    const masks: ReasonKey[] = [];
    const maskObligations: ObligationCode[] = [];
    const permits: ReasonKey[] = [];
    const permitObligations: ObligationCode[] = [];

    if (passage.revealsProtectedSource && (flow !== undefined || outward)) omits.push('7 SOURCE_PROTECTED');
    if (flow !== undefined && !duty) {
      const unnamed = item.labels.filter((label) => !flow.labels.includes(label));
      if (unnamed.includes('V')) omits.push('7 LABEL_NOT_IN_FLOW');
      if (unnamed.some((label) => SENSITIVE_LABELS.includes(label))) masks.push('7 LABEL_NOT_IN_FLOW');
    }
    if (item.labels.includes('SEX') || item.category === 'sexual-health') {
      for (const subject of passage.subjects) {
        const person = personOf(subject);
        if (person === undefined) continue;
        const age = person.dateOfBirth === undefined ? undefined : ageAt(person.dateOfBirth, now);
        const keepsItToThemselves =
          age === undefined || (age >= 13 && age < 16) ? findingsAt(person, now) !== 'not-competent' : age >= 16;
        if (purpose === 'proxy-access' && keepsItToThemselves) omits.push('7 CONFIDENTIAL_SEXUAL_HEALTH');
        if (duty && age !== undefined && age < 13) {
          permits.push('7 UNDER_13_SEXUAL_ACTIVITY');
          permitObligations.push('SHARE_WITH_SOCIAL_CARE_AND_POLICE');
        }
      }
    }
    if (flow !== undefined && !duty && item.labels.some((label) => excepted.includes(label))) {
      masks.push('7 LABEL_RESTRICTED');
      maskObligations.push('RESPECT_MASK');
    }
    if (passage.thirdParties.some(({ kind }) => kind !== 'professional') && (flow === undefined ? outward : !duty))
      masks.push('7 THIRD_PARTY');
    if (reaching(item, passage).some((restriction) => restriction.kind === 'sealed' && !isCustodian(restriction)))
      masks.push('7 ITEM_SEALED');
    return { omits: each(omits), masks, maskObligations, permits: each(permits), permitObligations };
  };

  /* ---- one flow, one passage ---- */

  type Mode = 'as-asked' | 'overridden';

  const viaOf = ({ agreement, flow }: Row): Via => ({
    kind: 'flow',
    agreement: agreement.id,
    version: agreement.version,
    flow: flow.number,
  });

  const askFlow = (
    row: Row,
    item: Item,
    passage: Passage,
    counted: ReadonlyMap<string, number>,
    mode: Mode,
  ): Judged => {
    const { flow } = row;
    const people = [...passage.subjects].sort();
    if (mode === 'as-asked' && !flow.roles.includes(role)) return omitted(REACHED.role, '3 ROLE_NOT_IN_FLOW');
    if (!flow.categories.includes(item.category)) return omitted(REACHED.listed, '8 NOT_IN_REFERENCE_TABLE');
    if (flow.mostRecent !== undefined)
      for (const subject of people)
        if ((counted.get(subject) ?? 0) >= flow.mostRecent) return omitted(REACHED.listed, '8 BEYOND_TAIL');
    const allowed = power(row);
    if (allowed.fails) return omitted(REACHED.power, allowed.reasons[0] ?? '', { obligations: allowed.obligations });

    const reasons = [...allowed.reasons];
    const carried: ReasonKey[] = [];
    const obligations = [...allowed.obligations];
    const consents: string[] = [];
    const excepted: Label[] = [];
    if (mode === 'as-asked') {
      for (const subject of people) {
        const consent = consentFor(subject, item.category);
        if (!asksConsent(row)) {
          if (flow.route === 'duty') carried.push(...consent.reasons);
          continue;
        }
        if (consent.verdict !== 'permit')
          return omitted(REACHED.consent, '', {
            verdict: consent.verdict,
            reasons: consent.reasons,
            obligations: consent.obligations,
          });
        reasons.push(...consent.reasons);
        obligations.push(...consent.obligations);
        consents.push(...consent.consents);
        excepted.push(...consent.excepted);
      }
      for (const subject of people)
        if (isHarmful(subject, item.category))
          return omitted(REACHED.harm, '6 HARM_FINDING', { verdict: 'declined', obligations: ['REVIEW_DECLINED'] });
    }
    const found = aboutItem(item, passage, flow, excepted);
    if (found.omits.length > 0) return omitted(REACHED.omitted, '', { reasons: found.omits });
    if (found.masks.length > 0 && mode === 'as-asked')
      return {
        ...NOTHING,
        outcome: 'mask',
        verdict: 'deny',
        reached: REACHED.masked,
        reasons: found.masks,
        obligations: found.maskObligations,
        consents: each(consents),
        via: viaOf(row),
      };
    return {
      outcome: 'permit',
      verdict: 'permit',
      reached: REACHED.permitted,
      reasons: each([...reasons, ...found.permits]),
      carried: each(carried),
      obligations: each([...obligations, ...found.permitObligations]),
      consents: each(consents),
      via: viaOf(row),
    };
  };

  /* ---- presence ---- */

  const missing = (item: Item, passage: Passage): ReasonKey | undefined => {
    if (passage.subjects.length === 0 || passage.subjects.some((subject) => personOf(subject) === undefined))
      return '0 SUBJECT_UNKNOWN';
    if (!item.passages.some((other) => other.subjects.some((subject) => subjects.includes(subject))))
      return '0 NOT_ASKED_ABOUT';
    return undefined;
  };

  /** What a flow says of each passage of the items of one agency in one category, its tail counted as it goes. */
  const askedOfAll = (row: Row, source: string, category: Category, mode: Mode): ReadonlyMap<Passage, Judged> => {
    const judged = new Map<Passage, Judged>();
    const counted = new Map<string, number>();
    const newestFirst = world.items
      .filter((item) => item.source === source && item.category === category)
      .sort((a, b) => {
        if (a.effectiveAt !== b.effectiveAt) return a.effectiveAt > b.effectiveAt ? -1 : 1;
        return a.id > b.id ? -1 : 1;
      });
    for (const item of newestFirst) {
      const counting = new Set<string>();
      for (const passage of item.passages) {
        if (missing(item, passage) !== undefined || bars(item, passage).length > 0) continue;
        if (mode === 'overridden' && !overrideOpenFor(passage)) continue;
        const answer = askFlow(row, item, passage, counted, mode);
        judged.set(passage, answer);
        if (answer.outcome !== 'omit') for (const subject of passage.subjects) counting.add(subject);
      }
      for (const subject of counting) counted.set(subject, (counted.get(subject) ?? 0) + 1);
    }
    return judged;
  };

  /* ---- one passage ---- */

  const openedBy = (judgedSo: Judged, via: Via | undefined): Judged => ({
    ...judgedSo,
    outcome: 'permit',
    verdict: 'permit',
    reasons: each([...judgedSo.reasons, '9 OVERRIDE_ACCEPTED']),
    obligations: each([...judgedSo.obligations, ...OVERRIDDEN]),
    consents: [],
    ...(via && { via }),
  });

  const own = (item: Item, passage: Passage): Judged => {
    const via: Via = { kind: 'own' };
    if (!identifiable)
      return omitted(REACHED.power, '4 PURPOSE_NOT_IDENTIFIABLE', { obligations: ['OFFER_AGGREGATE'] });
    if (outward)
      for (const subject of passage.subjects)
        if (isHarmful(subject, item.category))
          return omitted(REACHED.harm, '6 HARM_FINDING', { verdict: 'declined', obligations: ['REVIEW_DECLINED'] });
    const found = aboutItem(item, passage, undefined, []);
    if (found.omits.length > 0) return omitted(REACHED.omitted, '', { reasons: found.omits });
    const permitted: Judged = { ...NOTHING, outcome: 'permit', verdict: 'permit', reached: REACHED.permitted, via };
    if (found.masks.length === 0) return permitted;
    if (overrideOpenFor(passage)) return openedBy(permitted, via);
    return { ...permitted, outcome: 'mask', verdict: 'deny', reached: REACHED.masked, reasons: found.masks };
  };

  const others = (item: Item, passage: Passage): Judged => {
    const ask = (row: Row, mode: Mode): Judged =>
      askedOfAll(row, item.source, item.category, mode).get(passage) ?? omitted(-1, '2 NO_AGREEMENT');
    let furthest: Judged | undefined;
    for (const row of candidatesFrom(item.source, false)) {
      const answer = ask(row, 'as-asked');
      if (answer.outcome === 'permit') return answer;
      if (furthest === undefined || answer.reached > furthest.reached) furthest = answer;
    }
    const without = furthest ?? omitted(-1, '2 NO_AGREEMENT');
    if (override === undefined || !overrideOpenFor(passage)) return without;
    const byOverride: Via = { kind: 'override', override: override.id };
    const again = candidatesFrom(item.source, true);
    for (const row of again) {
      const answer = ask(row, 'overridden');
      if (answer.outcome === 'permit') return openedBy(answer, row.inForce ? undefined : byOverride);
    }
    if (again.length > 0 || !identifiable) return without;
    const found = aboutItem(item, passage, { route: 'public-task', labels: [] }, []);
    if (found.omits.length > 0) return without;
    return openedBy({ ...NOTHING, outcome: 'permit', verdict: 'permit', reached: REACHED.permitted }, byOverride);
  };

  const passageOf = (item: Item, passage: Passage): Judged => {
    const absent = missing(item, passage);
    if (absent !== undefined) return omitted(-3, absent);
    const barred = bars(item, passage);
    if (barred.length > 0) return omitted(-2, '', { reasons: barred });
    return item.source === caller ? own(item, passage) : others(item, passage);
  };

  /* ---- entitlement ---- */

  const opened: { readonly reason: ReasonKey; readonly obligations: readonly ObligationCode[] }[] = [];
  const entitlement = ():
    { readonly reason: ReasonKey; readonly obligations: readonly ObligationCode[] } | undefined => {
    const agency = agencyOf(caller);
    const known = agency?.roles.find(({ code }) => code === role);
    const no = (reason: ReasonKey, obligations: readonly ObligationCode[] = []) => ({ reason, obligations });
    if (!agency || !known) return no('0 NOT_AUTHENTICATED');
    if (subjects.length === 0 || subjects.some((subject) => personOf(subject) === undefined))
      return no('0 SUBJECT_UNKNOWN');
    if (agency.status !== 'active') return no('2 AGENCY_INACTIVE');
    const people = subjects.flatMap((subject) => personOf(subject) ?? []);
    if (people.some(({ conflicts }) => conflicts.some((conflict) => conflict.worker === worker))) {
      if (!override) return no('3 CONFLICT_OF_INTEREST', ['ALERT']);
      opened.push(no('3 CONFLICT_OF_INTEREST', ['ALERT']));
    }
    const excluded = people.some(({ restrictions }) =>
      restrictions.some(
        ({ kind, categories, workers, period }) =>
          kind === 'named-worker-exclusion' &&
          categories === undefined &&
          holds(period, now) &&
          workers.includes(worker),
      ),
    );
    if (excluded) return no('3 WORKER_EXCLUDED');
    const involved = people.some(({ involvements }) =>
      involvements.some(
        (involvement) =>
          involvement.agency === caller &&
          holds(involvement.period, now) &&
          (involvement.workers.includes(worker) || known.reach === 'agency'),
      ),
    );
    const byGround = ground !== undefined && forRoleAndPurpose.some(({ flow }) => flow.route === 'duty');
    if (!involved && !byGround) {
      if (!override) return no('3 NO_RELATIONSHIP');
      opened.push(no('3 NO_RELATIONSHIP'));
    }
    const ownRecords = world.items.some(
      (item) =>
        item.source === caller &&
        item.kind !== 'consent' &&
        item.passages.some((passage) => passageOf(item, passage).outcome !== 'omit'),
    );
    if (forRoleAndPurpose.length === 0 && !ownRecords) {
      const forPurpose = toCaller.some(({ flow }) => flow.purposes.includes(purpose));
      const reason = forPurpose ? '3 ROLE_NOT_IN_FLOW' : '2 NO_AGREEMENT';
      if (!override) return no(reason);
      opened.push(no(reason));
    }
    return undefined;
  };

  const refused = entitlement();
  if (refused)
    return {
      view: { status: 404 },
      kept: {
        entitled: false,
        outcome: 'deny',
        reasons: inOrder([refused.reason, ...opened.flatMap(({ reason }) => [reason, '9 OVERRIDE_ACCEPTED'])]),
        obligations: inOrder([
          ...refused.obligations,
          ...opened.flatMap(({ obligations }) => [...obligations, ...OVERRIDDEN]),
        ]),
        consents: [],
        passages: world.items.flatMap((item) =>
          item.passages.map((passage) => ({
            item: item.id,
            passage: passage.id,
            outcome: 'omit' as const,
            reasons: [refused.reason],
          })),
        ),
      },
    };

  /* ---- gates ---- */

  const gates: (Given & { readonly verdict: Verdict })[] = [];
  for (const row of forRoleAndPurpose.filter(claimed).sort(byOrder))
    for (const category of each(row.flow.categories))
      for (const subject of subjects) {
        const allowed = power(row);
        const consent = consentFor(subject, category);
        if (allowed.fails) gates.push({ ...allowed, verdict: 'deny' });
        else if (asksConsent(row) && consent.verdict !== 'permit') gates.push(consent);
        else if (isHarmful(subject, category))
          gates.push({
            ...NOTHING,
            verdict: 'declined',
            reasons: ['6 HARM_FINDING'],
            obligations: ['REVIEW_DECLINED'],
          });
        else
          gates.push({
            verdict: 'permit',
            reasons: [...allowed.reasons, ...(asksConsent(row) ? consent.reasons : [])],
            carried: row.flow.route === 'duty' ? consent.reasons : [],
            obligations: [...allowed.obligations, ...(asksConsent(row) ? consent.obligations : [])],
            consents: asksConsent(row) ? consent.consents : [],
          });
      }

  /* ---- putting it together ---- */

  const items = [...world.items]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((item) => ({
      item,
      passages: item.passages.map((passage) => ({ passage, judged: passageOf(item, passage) })),
    }));
  const passages = items.flatMap((each) => each.passages.map(({ judged }) => judged));
  const visible = items
    .map(({ item, passages: all }) => ({ item, passages: all.filter(({ judged }) => judged.outcome !== 'omit') }))
    .filter((each) => each.passages.length > 0);
  const shown = visible.flatMap((each) => each.passages.map(({ judged }) => judged));

  const entering = opened.length > 0 ? { reasons: ['9 OVERRIDE_ACCEPTED'], obligations: OVERRIDDEN } : NOTHING;
  const aggregate = identifiable
    ? NOTHING
    : { reasons: ['4 PURPOSE_NOT_IDENTIFIABLE'], obligations: ['OFFER_AGGREGATE'] };
  const openedObligations = opened.flatMap(({ obligations }) => obligations);

  const permits =
    gates.some(({ verdict }) => verdict === 'permit') || shown.some(({ outcome }) => outcome === 'permit');
  const fails =
    gates.some(({ verdict }) => verdict !== 'permit') ||
    shown.some(({ outcome }) => outcome === 'mask') ||
    !identifiable;
  const failing = gates.map(({ verdict }) => verdict);
  const answered = (): Outcome => {
    if (permits) return fails ? 'partial' : 'permit';
    if (!fails) return 'permit';
    if (failing.includes('review')) return 'review';
    return failing.includes('declined') ? 'declined' : 'deny';
  };

  const decided = (): Outcome => {
    const verdicts = items.length > 0 ? passages.map(({ verdict }) => verdict) : failing;
    if (items.length === 0 && gates.length === 0) return identifiable ? 'permit' : 'deny';
    const whole =
      items.length > 0
        ? items.every(({ passages: all }) => all.length > 0 && all.every(({ judged }) => judged.outcome === 'permit'))
        : failing.every((verdict) => verdict === 'permit');
    if (whole) return 'permit';
    if (verdicts.includes('permit')) return 'partial';
    if (verdicts.includes('review')) return 'review';
    return verdicts.includes('declined') ? 'declined' : 'deny';
  };

  const told = [...gates, ...shown];
  const everything = [...gates, ...passages];
  return {
    view: {
      status: 200,
      outcome: answered(),
      reasons: inOrder([...told.flatMap(({ reasons }) => reasons), ...entering.reasons, ...aggregate.reasons]),
      obligations: inOrder([
        ...told.flatMap(({ obligations }) => obligations),
        ...entering.obligations,
        ...openedObligations,
        ...aggregate.obligations,
      ]),
      items: visible.map(({ item, passages: seen }) => ({
        id: item.id,
        passages: seen.map(({ passage, judged }) => ({
          id: passage.id,
          ...(judged.outcome === 'mask' && { masked: judged.reasons }),
        })),
        via: viaKey(seen[0]?.judged.via),
        onward: inOrder(
          seen.flatMap(({ judged: { via } }) =>
            via?.kind === 'flow'
              ? rows
                  .filter(
                    ({ agreement, flow }) =>
                      agreement.id === via.agreement && agreement.version === via.version && flow.number === via.flow,
                  )
                  .flatMap(({ flow }) => flow.onward)
              : [],
          ),
        ),
      })),
    },
    kept: {
      entitled: true,
      outcome: decided(),
      reasons: inOrder([
        ...everything.flatMap(({ reasons, carried }) => [...reasons, ...carried]),
        ...entering.reasons,
        ...opened.map(({ reason }) => reason),
        ...aggregate.reasons,
      ]),
      obligations: inOrder([
        ...everything.flatMap(({ obligations }) => obligations),
        ...entering.obligations,
        ...openedObligations,
        ...aggregate.obligations,
      ]),
      consents: inOrder(everything.flatMap(({ consents }) => consents)),
      passages: items.flatMap(({ item, passages: all }) =>
        all.map(({ passage, judged }) => ({
          item: item.id,
          passage: passage.id,
          outcome: judged.outcome,
          reasons: each([...judged.reasons, ...judged.carried]),
        })),
      ),
    },
  };
};

/** What a caller must see who asks this after all that was recorded. */
export const expectedView = (history: History, asked: Asked): View => judge(worldOf(history, asked.at), asked).view;
