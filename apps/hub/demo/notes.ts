import type { Category, Label, Purpose } from '@hub/sharing';

export interface InventedNote {
  readonly key: string;
  readonly by: string;
  readonly about: readonly string[];
  readonly category: Category;
  readonly labels?: readonly Label[];
  readonly daysAgo: number;
  readonly text: string;
  /** Somebody outside the family is mentioned. */
  readonly mentions?: 'person' | 'professional';
  readonly location: 'reveals' | 'checked';
}

export const NOTES: readonly InventedNote[] = [
  {
    key: 'plan',
    by: 'lena.lead-practitioner',
    about: ['wren'],
    category: 'early-help-plan',
    daysAgo: 40,
    location: 'checked',
    text: 'Goals agreed with Iris: in school by nine, a bedtime that holds, a break for Iris once a week.',
  },
  {
    key: 'attendance',
    by: 'dana.dsl',
    about: ['wren'],
    category: 'attendance',
    daysAgo: 21,
    location: 'checked',
    text: 'Attendance this half term is 81 per cent; late on nine days, mostly Mondays.',
  },
  {
    key: 'behaviour',
    by: 'dana.dsl',
    about: ['wren'],
    category: 'behaviour',
    daysAgo: 14,
    location: 'checked',
    mentions: 'person',
    text: 'Quiet since the half term. Told a friend that the nights are loud at home.',
  },
  {
    key: 'visit',
    by: 'grace.health-visitor',
    about: ['kit'],
    category: 'health-visit',
    daysAgo: 10,
    location: 'checked',
    text: 'Weight on the 25th centile and steady. Iris is tired and asked about sleep.',
  },
  {
    key: 'club',
    by: 'fay.family-worker',
    about: ['wren'],
    category: 'support-work',
    daysAgo: 3,
    location: 'checked',
    text: 'Came every Saturday this month and has made two friends.',
  },
  {
    key: 'incident',
    by: 'piet.protecting-vulnerable-people',
    about: ['ada', 'ngozi'],
    category: 'domestic-abuse-incident',
    labels: ['SDV'],
    daysAgo: 1,
    location: 'checked',
    text: 'Called at 22:10 to an argument; Ada was upstairs. No injuries. The other adult has left.',
  },
  {
    key: 'protection-plan',
    by: 'amal.social-worker',
    about: ['ada'],
    category: 'child-protection-plan',
    daysAgo: 30,
    location: 'checked',
    text: 'Child protection plan, emotional harm, since last month. Core group every four weeks.',
  },
  {
    key: 'home',
    by: 'amal.social-worker',
    about: ['ngozi'],
    category: 'housing-need',
    daysAgo: 12,
    location: 'reveals',
    text: 'Needs to move away from Quay House; ground floor, near the school if it can be.',
  },
  {
    key: 'attended',
    by: 'idris.emergency-clinician',
    about: ['ada'],
    category: 'unscheduled-attendance',
    daysAgo: 1,
    location: 'checked',
    text: 'Seen at 23:40 with her mother, anxious, no injury found. Discharged.',
  },
  {
    key: 'school-worry',
    by: 'dana.dsl',
    about: ['leila'],
    category: 'behaviour',
    labels: ['MH'],
    daysAgo: 8,
    location: 'checked',
    text: 'Leila asked for a quiet room twice this week. She does not want her father told.',
  },
];

export interface InventedConsent {
  readonly key: string;
  readonly by: string;
  readonly subject: string;
  readonly grantor: string;
  readonly decision: 'permit' | 'refuse';
  readonly purposes: readonly Purpose[];
  readonly daysAgo: number;
  readonly evidence: string;
}

export const CONSENTS: readonly InventedConsent[] = [
  {
    key: 'iris-for-wren',
    by: 'lena.lead-practitioner',
    subject: 'wren',
    grantor: 'iris',
    decision: 'permit',
    purposes: ['early-help'],
    daysAgo: 41,
    evidence: 'Early help assessment, signed by Iris at home.',
  },
  {
    key: 'iris-for-kit',
    by: 'lena.lead-practitioner',
    subject: 'kit',
    grantor: 'iris',
    decision: 'permit',
    purposes: ['early-help'],
    daysAgo: 41,
    evidence: 'Early help assessment, signed by Iris at home.',
  },
  {
    key: 'iris-for-herself',
    by: 'lena.lead-practitioner',
    subject: 'iris',
    grantor: 'iris',
    decision: 'permit',
    purposes: ['early-help'],
    daysAgo: 41,
    evidence: 'Early help assessment, signed by Iris at home.',
  },
  {
    key: 'yusuf-for-leila',
    by: 'lena.lead-practitioner',
    subject: 'leila',
    grantor: 'yusuf',
    decision: 'permit',
    purposes: ['early-help'],
    daysAgo: 20,
    evidence: 'Said on the telephone.',
  },
  {
    key: 'leila-herself',
    by: 'dana.dsl',
    subject: 'leila',
    grantor: 'leila',
    decision: 'refuse',
    purposes: ['early-help'],
    daysAgo: 8,
    evidence: 'Said to the safeguarding lead in school.',
  },
];

export const STORY =
  'We are Iris, Tom, Wren and Kit. Tom moved out in spring and sees the children on Sundays. Wren worries about the ' +
  'mornings. What helps: somebody who rings before they come, and not having to tell it all again.';
