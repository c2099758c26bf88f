import { agreement, flow, note, refusal } from '../builders.js';
import type { Scenario } from '../scenario.js';

/** Cases drawn from the guidance of named schemes, which are data on flows: no rule knows any of them. */
export const schemes: readonly Scenario[] = [
  {
    id: 'D20',
    name: 'a housing officer who re-houses the mother gets the address, and may not hand it on',
    asks: { agency: 'housing', role: 'housing-officer', about: ['maya'], purpose: 'housing-support' },
    given: [
      agreement('re-housing', [
        flow({
          from: 'social-care',
          to: 'housing',
          roles: ['housing-officer'],
          purposes: ['housing-support'],
          route: 'public-task',
          categories: ['address'],
          onward: ['NORDSCLCD'],
          scheme: {
            code: 'PURPOSE_HOUSING',
            sentence: 'An address may be used to house the family, and for nothing else.',
            isGround: false,
            obligations: [],
          },
        }),
      ]),
      note('address', 'social-care', 'address', { about: ['maya'] }),
    ],
    decided: 'permit',
    because: ['PURPOSE_HOUSING', 'NORDSCLCD', 'PUBLIC_TASK', 'RECORD_NECESSITY'],
    shows: ['address'],
    answered: 'permit',
  },
  {
    id: 'D23',
    name: 'a domestic abuse incident in the night reaches the school lead before the next school day, the rest of the log does not',
    asks: { agency: 'school', role: 'dsl', about: ['amy'], purpose: 'safeguarding' },
    given: [
      agreement('encompass', [
        flow({
          from: 'police',
          to: 'school',
          roles: ['dsl'],
          purposes: ['safeguarding'],
          route: 'duty',
          categories: ['domestic-abuse-incident'],
          deadline: 'before the next school day',
          scheme: {
            code: 'OPERATION_ENCOMPASS',
            sentence: 'Schools are told of domestic abuse incidents before the next school day.',
            isGround: true,
            obligations: ['SHARE_BEFORE_NEXT_SCHOOL_DAY'],
          },
        }),
      ]),
      note('incident', 'police', 'domestic-abuse-incident', { labels: ['SDV'] }),
      note('log', 'police', 'police-incident'),
    ],
    decided: 'partial',
    because: ['OPERATION_ENCOMPASS', 'SHARE_BEFORE_NEXT_SCHOOL_DAY', 'CONSENT_NOT_REQUIRED_SAFEGUARDING'],
    shows: ['incident'],
    omits: ['log'],
    answered: 'permit',
  },
  {
    id: 'D26',
    name: 'the child protection file follows the child to the new school, although the parent objects',
    asks: { agency: 'school', role: 'dsl', about: ['amy'], purpose: 'transition' },
    given: [
      agreement('file-transfer', [
        flow({
          from: 'social-care',
          to: 'school',
          roles: ['dsl'],
          purposes: ['transition'],
          route: 'duty',
          basis: { article6: 'c', gateway: 'ea2002-s175' },
          categories: ['child-protection-file'],
          deadline: 'P5D',
          scheme: {
            code: 'STATUTORY_TRANSFER',
            sentence: 'A child protection file follows the child to the next school.',
            isGround: true,
            obligations: ['ACKNOWLEDGE_RECEIPT'],
          },
        }),
      ]),
      note('file', 'social-care', 'child-protection-file'),
      refusal('amy', 'maya', { scope: { purposes: ['transition'] } }),
    ],
    decided: 'permit',
    because: ['STATUTORY_TRANSFER', 'ACKNOWLEDGE_RECEIPT'],
    shows: ['file'],
    answered: 'permit',
  },
  {
    id: 'D27',
    name: 'the MARAC threshold is met and the victim refuses: shared, with the proportionality recorded',
    asks: { agency: 'police', role: 'officer', about: ['maya'], purpose: 'safeguarding' },
    given: [
      agreement('marac', [
        flow({
          from: 'social-care',
          to: 'police',
          roles: ['officer'],
          purposes: ['safeguarding'],
          route: 'duty',
          categories: ['risk-assessment'],
          scheme: {
            code: 'MARAC_THRESHOLD_MET',
            sentence: 'The risk of serious harm meets the threshold of the multi-agency conference.',
            isGround: true,
            obligations: ['RECORD_PROPORTIONALITY'],
          },
        }),
      ]),
      note('dash', 'social-care', 'risk-assessment', { about: ['maya'], labels: ['SDV'] }),
      refusal('maya', 'maya', { scope: { purposes: ['safeguarding'] } }),
    ],
    decided: 'permit',
    because: ['MARAC_THRESHOLD_MET', 'RECORD_PROPORTIONALITY', 'CONSENT_REFUSED'],
    shows: ['dash'],
    answered: 'permit',
  },
  {
    id: 'D28',
    name: 'A&E sees that there is a protection plan, not the case notes, and tells the social worker',
    asks: { agency: 'emergency', role: 'nurse', about: ['amy'], purpose: 'health-care' },
    given: [
      agreement('cp-is', [
        flow({
          from: 'social-care',
          to: 'emergency',
          roles: ['nurse', 'doctor'],
          purposes: ['health-care'],
          route: 'public-task',
          categories: ['child-protection-plan'],
          scheme: {
            code: 'CP_IS',
            sentence: 'Unscheduled care sees that a child has a protection plan.',
            isGround: true,
            obligations: ['NOTIFY_SOCIAL_WORKER'],
          },
        }),
      ]),
      note('plan', 'social-care', 'child-protection-plan'),
      note('case-note', 'social-care', 'child-protection-file'),
    ],
    decided: 'partial',
    because: ['CP_IS', 'NOTIFY_SOCIAL_WORKER'],
    shows: ['plan'],
    omits: ['case-note'],
    answered: 'permit',
  },
];
