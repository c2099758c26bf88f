import type { Clauses } from '@hub/agreements';

/** The headings of the contents list in the ICO data sharing code, answered for this partnership. */
export const clauses = (purpose: string, lawfulBasis: string): Clauses => ({
  purpose,
  lawfulBasis,
  dataProtectionOfficers: 'Each party names its data protection officer in the partnership’s directory.',
  dataItems: 'Only the rows of the reference table, each for the purposes and roles that it names.',
  specialCategoryData: 'Health data under Article 9(2)(h) and (g), with the Schedule 1 conditions named in the rows.',
  individualRights: 'Families ask any party; the party that holds the record answers within one month.',
  informationGovernance: 'Officers read the disclosure trail each month; disputes go to the partnership board.',
  accuracy: 'Corrections are recorded by the source and reach every party at its next read.',
  retentionAndDeletion: 'As in the retention schedule of the party that is the source.',
  security: 'Encrypted in transit and at rest; workers sign in with their own agency.',
  breaches: 'Told to the other parties’ officers on the day, and to the ICO within 72 hours where the law asks for it.',
  reviewAndTermination: 'Reviewed yearly; a party may suspend at once and leave with one month’s notice.',
});
