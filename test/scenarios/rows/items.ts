import { agreement, competence, consent, custodian, flow, note, restricted, restriction } from '../builders.js';
import type { Scenario } from '../scenario.js';

const task = flow({
  from: 'social-care',
  to: 'early-help',
  roles: ['lead-practitioner'],
  purposes: ['early-help'],
  route: 'public-task',
  categories: ['support-work', 'mental-health'],
});
const byTask = agreement('team-around-the-family', [task]);
const practitioner = {
  agency: 'early-help',
  role: 'lead-practitioner',
  about: ['amy'],
  purpose: 'early-help',
} as const;

const byDuty = agreement('front-door', [
  flow({
    from: 'early-help',
    to: 'social-care',
    roles: ['social-worker'],
    purposes: ['safeguarding'],
    route: 'duty',
    categories: ['support-work', 'mental-health'],
  }),
]);
const socialWorker = {
  agency: 'social-care',
  role: 'social-worker',
  about: ['amy'],
  purpose: 'safeguarding',
  ground: { kind: 'enquiry' },
} as const;

const neighbour = { thirdParties: [{ kind: 'person' }] } as const;
const teacher = { thirdParties: [{ kind: 'professional' }] } as const;

const proxy = agreement('proxy', [
  flow({
    from: 'gp',
    to: 'app',
    roles: ['parent'],
    purposes: ['proxy-access'],
    route: 'public-task',
    labels: ['SEX'],
    categories: ['health-summary', 'sexual-health'],
  }),
]);
const app = (child: string) => ({ agency: 'app', role: 'parent', about: [child], purpose: 'proxy-access' }) as const;

/** Stage 7: what is masked, what is left out. */
export const items: readonly Scenario[] = [
  {
    id: 'source-protected',
    name: 'a passage that tells who informed in confidence is left out, under the duty too',
    asks: socialWorker,
    given: [
      byDuty,
      note('call', 'early-help', 'support-work', {
        passages: [{ id: 'what' }, { id: 'who', revealsProtectedSource: true }],
      }),
    ],
    decided: 'partial',
    because: ['SOURCE_PROTECTED'],
    untold: ['SOURCE_PROTECTED'],
    shows: ['call/what'],
    omits: ['call/who'],
    answered: 'permit',
  },
  {
    id: 'source-protected-own',
    name: 'the agency that keeps the confidence reads its own note',
    asks: practitioner,
    given: [note('call', 'early-help', 'support-work', { passage: { revealsProtectedSource: true } })],
    decided: 'permit',
    because: [],
    shows: ['call'],
    via: 'own',
    answered: 'permit',
  },
  {
    id: 'source-protected-outward',
    name: 'and leaves it out when the subject asks for their file; the neighbour shows as a gap, the teacher’s name stays',
    asks: { ...practitioner, purpose: 'subject-access' },
    given: [
      note('call', 'early-help', 'support-work', {
        passages: [
          { id: 'source', revealsProtectedSource: true },
          { id: 'neighbour', ...neighbour },
          { id: 'teacher', ...teacher },
        ],
      }),
    ],
    decided: 'partial',
    because: ['SOURCE_PROTECTED', 'THIRD_PARTY'],
    untold: ['SOURCE_PROTECTED'],
    shows: ['call/teacher'],
    masks: ['call/neighbour'],
    omits: ['call/source'],
    answered: 'partial',
  },
  {
    id: 'label-very-restricted',
    name: 'what is labelled V is left out where the flow does not name it',
    asks: practitioner,
    given: [byTask, note('work', 'social-care', 'support-work', { labels: ['V'] })],
    decided: 'deny',
    because: ['LABEL_NOT_IN_FLOW'],
    untold: ['LABEL_NOT_IN_FLOW'],
    omits: ['work'],
    answered: 'permit',
  },
  {
    id: 'label-named',
    name: 'and shown where it does',
    asks: practitioner,
    given: [
      agreement('team-around-the-family', [{ ...task, labels: ['V', 'MH'] }]),
      note('work', 'social-care', 'support-work', { labels: ['V', 'MH', 'R'] }),
    ],
    decided: 'permit',
    because: ['PUBLIC_TASK'],
    shows: ['work'],
    answered: 'permit',
  },
  {
    id: 'label-sensitive',
    name: 'a sensitive label that the flow does not name shows as a gap',
    asks: practitioner,
    given: [
      byTask,
      note('work', 'social-care', 'support-work'),
      note('clinic', 'social-care', 'mental-health', { labels: ['MH'] }),
    ],
    decided: 'partial',
    because: ['LABEL_NOT_IN_FLOW'],
    shows: ['work'],
    masks: ['clinic'],
    answered: 'partial',
  },
  {
    id: 'label-duty',
    name: 'no label stops the safeguarding duty, nor does a third party',
    asks: socialWorker,
    given: [byDuty, note('clinic', 'early-help', 'mental-health', { labels: ['MH', 'V', 'SUD'], passage: neighbour })],
    decided: 'permit',
    because: ['CONSENT_NOT_REQUIRED_SAFEGUARDING'],
    shows: ['clinic'],
    answered: 'permit',
  },
  {
    id: 'label-own',
    name: 'labels and third parties are no matter in own notes',
    asks: practitioner,
    given: [note('own', 'early-help', 'mental-health', { labels: ['MH', 'V'], passage: neighbour })],
    decided: 'permit',
    because: [],
    shows: ['own'],
    via: 'own',
    answered: 'permit',
  },
  {
    id: 'label-mask-beats-omission',
    name: 'two flows, one would leave it out, the other shows a gap: a gap',
    asks: practitioner,
    given: [
      agreement('a', [task]),
      agreement('b', [{ ...task, labels: ['V'] }]),
      note('clinic', 'social-care', 'mental-health', { labels: ['V', 'MH'] }),
    ],
    decided: 'deny',
    because: ['LABEL_NOT_IN_FLOW'],
    masks: ['clinic'],
    answered: 'partial',
  },
  {
    id: 'third-party',
    name: 'a passage about somebody else as well shows as a gap, but not for people who did their job',
    asks: practitioner,
    given: [
      byTask,
      note('visit', 'social-care', 'support-work', {
        passages: [
          { id: 'neighbour', ...neighbour },
          { id: 'teacher', ...teacher },
        ],
      }),
    ],
    decided: 'partial',
    because: ['THIRD_PARTY'],
    shows: ['visit/teacher'],
    masks: ['visit/neighbour'],
    answered: 'partial',
  },
  {
    id: 'sealed',
    name: 'a sealed item shows as a gap, under the duty too',
    asks: socialWorker,
    given: [byDuty, note('letter', 'early-help', 'support-work', { restrictions: [restriction('sealed')] })],
    decided: 'deny',
    because: ['ITEM_SEALED'],
    masks: ['letter'],
    answered: 'partial',
  },
  {
    id: 'sealed-own',
    name: 'in the agency’s own notes as well, but not for its custodian',
    asks: practitioner,
    given: [
      note('letter', 'early-help', 'support-work', { restrictions: [restriction('sealed')] }),
      note('kept', 'early-help', 'support-work', {
        restrictions: [restriction('sealed', { custodians: [custodian('early-help')] })],
      }),
    ],
    decided: 'partial',
    because: ['ITEM_SEALED'],
    shows: ['kept'],
    masks: ['letter'],
    answered: 'partial',
  },
  {
    id: 'sealed-person',
    name: 'a whole category of a person’s items can be sealed',
    asks: practitioner,
    given: [
      byTask,
      note('clinic', 'social-care', 'mental-health'),
      note('work', 'social-care', 'support-work'),
      restricted('amy', 'sealed', { categories: ['mental-health'] }),
    ],
    decided: 'partial',
    because: ['ITEM_SEALED'],
    shows: ['work'],
    masks: ['clinic'],
    answered: 'partial',
  },
  {
    id: 'label-restricted-by-one-parent',
    name: 'what one parent’s consent leaves out is left out, though she has withdrawn it since',
    asks: practitioner,
    given: [
      agreement('early-help', [{ ...task, consentRequired: true }]),
      note('work', 'social-care', 'support-work', { labels: ['R'] }),
      consent('amy', 'femi'),
      consent('amy', 'maya', { withdrawn: true, scope: { exceptLabels: ['R'] } }),
    ],
    decided: 'deny',
    because: ['LABEL_RESTRICTED', 'RESPECT_MASK'],
    masks: ['work'],
    answered: 'partial',
  },
  {
    id: 'proxy-not-competent',
    name: 'a 14-year-old found not competent: the parent’s app shows it',
    asks: app('ben'),
    given: [
      proxy,
      competence('ben', false),
      note('clinic', 'gp', 'sexual-health', { about: ['ben'], labels: ['SEX'] }),
    ],
    decided: 'permit',
    because: ['PUBLIC_TASK'],
    shows: ['clinic'],
    answered: 'permit',
  },
  {
    id: 'proxy-sixteen',
    name: 'at 16 it never does, whatever was once found',
    asks: app('kim'),
    given: [proxy, competence('kim', false), note('clinic', 'gp', 'sexual-health', { about: ['kim'] })],
    decided: 'deny',
    because: ['CONFIDENTIAL_SEXUAL_HEALTH'],
    untold: ['CONFIDENTIAL_SEXUAL_HEALTH'],
    omits: ['clinic'],
    answered: 'permit',
  },
  {
    id: 'sexual-health-thirteen',
    name: 'sexual activity at 14 is shared under the duty, without the obligation for under 13',
    asks: { ...socialWorker, about: ['ben'] },
    given: [
      agreement('front-door', [
        flow({
          from: 'early-help',
          to: 'social-care',
          roles: ['social-worker'],
          purposes: ['safeguarding'],
          route: 'duty',
          categories: ['sexual-health'],
        }),
      ]),
      note('told', 'early-help', 'sexual-health', { about: ['ben'], labels: ['SEX'] }),
    ],
    decided: 'permit',
    because: ['CONSENT_NOT_REQUIRED_SAFEGUARDING'],
    never: ['UNDER_13_SEXUAL_ACTIVITY'],
    shows: ['told'],
    answered: 'permit',
  },
];
