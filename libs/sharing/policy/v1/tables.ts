import type { Category, Label, Purpose } from '../../language.js';

/** Categories that tell nothing of where somebody is. Any other reveals it: one that this version does not know, too. */
export const NOT_REVEALING: ReadonlySet<Category> = new Set<Category>([
  'identity',
  'family-composition',
  'family-story',
  'early-help-plan',
  'behaviour',
  'education-need',
  'health-summary',
  'injury',
  'mental-health',
  'sexual-health',
  'substance-use',
  'child-protection-plan',
  'child-protection-file',
  'domestic-abuse-incident',
  'risk-assessment',
  'police-incident',
  'housing-need',
  'support-work',
]);

/** Categories that are a location, whatever has been checked. */
export const LOCATIONS: ReadonlySet<Category> = new Set<Category>(['address', 'contact-details']);

/** Purposes for which a person may be seen. Any other is not identifiable. */
export const IDENTIFIABLE: ReadonlySet<Purpose> = new Set<Purpose>([
  'early-help',
  'safeguarding',
  'child-in-need',
  'education-support',
  'housing-support',
  'health-care',
  'transition',
  'proxy-access',
  'subject-access',
  'research',
  'audit',
]);

/** Purposes whose reader tells somebody outside the agency. */
export const OUTWARD: ReadonlySet<Purpose> = new Set<Purpose>(['subject-access', 'proxy-access']);

/** Labels that a flow has to name, but for the safeguarding duty. */
export const SENSITIVE: ReadonlySet<Label> = new Set<Label>(['SDV', 'MH', 'SEX', 'SUD']);

/** Candidates are tried in this order. */
export const ROUTES = ['duty', 'public-task', 'consent'] as const;
