import { custodianOf, reaching } from './hard-bars.js';
import { newestFindings } from './grantors.js';
import type { Context, ItemFinding, Look, RuleOf, Subject } from './rule.js';
import { OUTWARD, SENSITIVE } from './tables.js';

const outward = ({ request }: Context): boolean => request.purpose !== undefined && OUTWARD.has(request.purpose);

/** Whether a question that is put to others' items is put to this one: own items are asked only when told outside. */
const asked = (c: Context, { flow }: Look): boolean => flow !== undefined || outward(c);

const sexualHealth = ({ item }: Look): boolean => item.labels.includes('SEX') || item.category === 'sexual-health';

const mayKeepPrivate = (c: Context, { age, person }: Subject): boolean => {
  if (age !== undefined && age >= 16) return true;
  if (age !== undefined && age < 13) return false;
  const findings = newestFindings(person, c.at);
  return findings.length === 0 || findings.includes(true);
};

const omit = (code: string): ItemFinding => ({ becomes: 'omit', code });
const mask = (code: string): ItemFinding => ({ becomes: 'mask', code });

const SOURCE_PROTECTED = omit('SOURCE_PROTECTED');
const CONFIDENTIAL_SEXUAL_HEALTH = omit('CONFIDENTIAL_SEXUAL_HEALTH');
const VERY_RESTRICTED = omit('LABEL_NOT_IN_FLOW');
const LABEL_NOT_IN_FLOW = mask('LABEL_NOT_IN_FLOW');
const LABEL_RESTRICTED: ItemFinding = { ...mask('LABEL_RESTRICTED'), obligations: ['RESPECT_MASK'] };
const THIRD_PARTY = mask('THIRD_PARTY');
const ITEM_SEALED = mask('ITEM_SEALED');
const UNDER_13: ItemFinding = {
  becomes: 'permit',
  code: 'UNDER_13_SEXUAL_ACTIVITY',
  obligations: ['SHARE_WITH_SOCIAL_CARE_AND_POLICE'],
};

/** Stage 7, in the order of the table. */
export const itemRules: readonly RuleOf<'item'>[] = [
  {
    id: 'source-protected',
    stage: 7,
    cites: 'D v NSPCC [1978] AC 171; DPA 2018 Sch 2 para 16',
    asks: 'item',
    judge: (c, look) => (look.passage.revealsProtectedSource && asked(c, look) ? SOURCE_PROTECTED : undefined),
  },
  {
    id: 'very-restricted-label',
    stage: 7,
    cites: 'HL7 v3 Confidentiality V; the flow’s own list of labels',
    asks: 'item',
    judge: (_c, { item, flow }) =>
      flow !== undefined && flow.route !== 'duty' && item.labels.includes('V') && !flow.labels.includes('V')
        ? VERY_RESTRICTED
        : undefined,
  },
  {
    id: 'sensitive-label',
    stage: 7,
    cites: 'UK GDPR Art 9; the flow’s own list of labels',
    asks: 'item',
    judge: (_c, { item, flow }) =>
      flow !== undefined &&
      flow.route !== 'duty' &&
      item.labels.some((label) => SENSITIVE.has(label) && !flow.labels.includes(label))
        ? LABEL_NOT_IN_FLOW
        : undefined,
  },
  {
    id: 'confidential-sexual-health',
    stage: 7,
    cites: 'GMC, 0–18 years, paras 57–64; NHS proxy access guidance; R (Axon) v SSH [2006] EWHC 37',
    asks: 'item',
    judge: (c, look) =>
      c.request.purpose === 'proxy-access' &&
      sexualHealth(look) &&
      look.subjects.some((subject) => mayKeepPrivate(c, subject))
        ? CONFIDENTIAL_SEXUAL_HEALTH
        : undefined,
  },
  {
    id: 'under-13-sexual-activity',
    stage: 7,
    cites: 'Sexual Offences Act 2003 ss.5–8; GMC, 0–18 years: under 13 usually share',
    asks: 'item',
    judge: (_c, look) =>
      look.flow?.route === 'duty' &&
      sexualHealth(look) &&
      look.subjects.some(({ age }) => age !== undefined && age < 13)
        ? UNDER_13
        : undefined,
  },
  {
    id: 'label-restricted',
    stage: 7,
    cites: 'The consent’s own exceptions; HL7 FHIR Consent.provision.securityLabel',
    asks: 'item',
    judge: (_c, { item, excepts }) =>
      item.labels.some((label) => excepts.includes(label)) ? LABEL_RESTRICTED : undefined,
  },
  {
    id: 'third-party',
    stage: 7,
    cites: 'DPA 2018 Sch 2 paras 16–17: third parties, but not those who did their job',
    asks: 'item',
    judge: (c, look) =>
      look.flow?.route !== 'duty' && asked(c, look) && look.passage.thirdParties.some(({ kind }) => kind === 'person')
        ? THIRD_PARTY
        : undefined,
  },
  {
    id: 'item-sealed',
    stage: 7,
    cites: 'NHS Care Record Guarantee, sealed envelopes; UK GDPR Art 18',
    asks: 'item',
    judge: (c, { item, subjects }) =>
      reaching(c, { item, subjects }, 'sealed', (restriction) => !custodianOf(c, restriction))
        ? ITEM_SEALED
        : undefined,
  },
];
