/** Local code systems. `docs/language.md` maps them to HL7 v3 and FHIR. */

/** Why information is asked for. `identifiable: false` purposes never see a person. */
export const PURPOSES = {
  'early-help': { title: 'Early help', identifiable: true },
  safeguarding: { title: 'Safeguarding and child protection', identifiable: true },
  'child-in-need': { title: 'Child in need', identifiable: true },
  'education-support': { title: 'Support in education', identifiable: true },
  'housing-support': { title: 'Housing support', identifiable: true },
  'health-care': { title: 'Health care', identifiable: true },
  transition: { title: 'Transition between services', identifiable: true },
  'proxy-access': { title: 'A parent or carer reading for a child', identifiable: true },
  'subject-access': { title: 'Subject access request', identifiable: true },
  research: { title: 'Research', identifiable: true },
  audit: { title: 'Audit of access and disclosure', identifiable: true },
  'board-reporting': { title: 'Reporting to the partnership board', identifiable: false },
} as const;
export type Purpose = keyof typeof PURPOSES;

/** What an item is about: the rows of an agreement's reference table. `reveals` marks what tells where somebody is. */
export const CATEGORIES = {
  identity: { title: 'Name and date of birth', reveals: false },
  'family-composition': { title: 'Members of the family', reveals: false },
  address: { title: 'Address', reveals: true },
  'contact-details': { title: 'Contact details', reveals: true },
  involvement: { title: 'Services involved', reveals: true },
  'family-story': { title: 'The family’s own story', reveals: false },
  'early-help-plan': { title: 'Early help plan', reveals: false },
  attendance: { title: 'School attendance', reveals: true },
  behaviour: { title: 'Behaviour at school', reveals: false },
  'education-record': { title: 'Education record', reveals: true },
  'education-need': { title: 'Special educational needs', reveals: false },
  'health-summary': { title: 'Health summary', reveals: false },
  'health-visit': { title: 'Health visiting', reveals: true },
  'health-appointment': { title: 'Health appointment', reveals: true },
  injury: { title: 'Injury', reveals: false },
  'mental-health': { title: 'Mental health', reveals: false },
  'sexual-health': { title: 'Sexual health', reveals: false },
  'substance-use': { title: 'Substance use', reveals: false },
  'unscheduled-attendance': { title: 'Unscheduled health attendance', reveals: true },
  'child-protection-plan': { title: 'Child protection plan type, status and dates', reveals: false },
  'child-protection-file': { title: 'Child protection file', reveals: false },
  'domestic-abuse-incident': { title: 'Domestic abuse incident', reveals: false },
  'risk-assessment': { title: 'Risk assessment', reveals: false },
  'police-incident': { title: 'Police incident', reveals: false },
  'housing-need': { title: 'Housing need', reveals: false },
  tenancy: { title: 'Tenancy', reveals: true },
  'support-work': { title: 'Support work', reveals: false },
} as const;
export type Category = keyof typeof CATEGORIES;

/** Sensitivity labels: HL7 v3 Confidentiality and ActCode. */
export const LABELS = ['N', 'R', 'V', 'SDV', 'MH', 'SEX', 'SUD', 'LIVARG', 'LOCIS', 'VIO'] as const;
export type Label = (typeof LABELS)[number];

/** Labels that a flow has to name before an item that carries them is shown on a route other than the safeguarding duty. */
export const SENSITIVE_LABELS: readonly Label[] = ['SDV', 'MH', 'SEX', 'SUD'];

export const SECTORS = [
  'council',
  'health',
  'education',
  'police',
  'housing',
  'voluntary',
  'probation',
  'family',
  'board',
] as const;
export type Sector = (typeof SECTORS)[number];

/** What a decision leaves to be done. */
export type ObligationCode =
  | 'RECORD_REASON'
  | 'INFORM_UNLESS_UNSAFE'
  | 'DO_NOT_INFORM'
  | 'RECORD_NECESSITY'
  | 'REVIEW_GROUND'
  | 'REVIEW_OVERRIDE'
  | 'ALERT'
  | 'ASK_FOR_CONSENT'
  | 'ASK_YOUNG_PERSON'
  | 'RESOLVE_DISPUTE'
  | 'REVIEW_DECLINED'
  | 'RESPECT_MASK'
  | 'OFFER_AGGREGATE'
  | 'ACKNOWLEDGE_RECEIPT'
  | 'NOTIFY_SOCIAL_WORKER'
  | 'RECORD_PROPORTIONALITY'
  | 'SHARE_BEFORE_NEXT_SCHOOL_DAY'
  | 'SHARE_WITH_SOCIAL_CARE_AND_POLICE';
