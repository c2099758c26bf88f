import {
  CAPACITIES,
  ENDING_REASONS,
  RESUMING_REASONS,
  STOPPING_REASONS,
  type Capacity,
  type Clauses,
  type EndingReason,
  type ResumingReason,
  type StoppingReason,
  type Terms,
} from '@hub/agreements';
import { Field, optional } from '../contract/field.js';
import { agency, instant, list, oneOf, part, text, whole } from '../contract/schema.js';
import { FlowRow } from './flow.body.js';

const clause = optional(text(5000, 'To keep children safe'));

/** The headings of the ICO data sharing code. A missing one is named as a gap at the proposal. */
export class ClausesOfAgreement implements Clauses {
  @Field(clause, 'What the sharing is for') purpose?: string;
  @Field(clause, 'How to reach the data protection officers: the office, nobody’s name')
  dataProtectionOfficers?: string;
  @Field(clause, 'The items of data') dataItems?: string;
  @Field(clause, 'The lawful basis') lawfulBasis?: string;
  @Field(clause, 'Special category data') specialCategoryData?: string;
  @Field(clause, 'The rights of individuals') individualRights?: string;
  @Field(clause, 'Information governance') informationGovernance?: string;
  @Field(clause, 'Accuracy') accuracy?: string;
  @Field(clause, 'Retention and deletion') retentionAndDeletion?: string;
  @Field(clause, 'Security') security?: string;
  @Field(clause, 'What happens after a breach') breaches?: string;
  @Field(clause, 'Review and termination') reviewAndTermination?: string;
}

export class TermsOfAgreement implements Terms {
  @Field(text(200, 'Early help in Northbridge'), 'What it is called') title!: string;
  @Field(oneOf('sharing', 'disclosure'), 'Both ways, or one way') kind!: Terms['kind'];
  @Field(list(agency, { min: 2, max: 50 }), 'The agencies that sign') parties!: string[];
  @Field(instant, 'From when it holds') startsOn!: string;
  @Field(optional(instant), 'Until when') endsOn?: string;
  @Field(optional(instant), 'When it is to be reviewed; missing: named as a gap') reviewOn?: string;
  @Field(part(() => ClausesOfAgreement), 'What it says in words') clauses!: ClausesOfAgreement;
  @Field(
    list(
      part(() => FlowRow),
      { max: 200 },
    ),
    'The reference table',
  )
  flows!: FlowRow[];
}

export class AgreementTerms {
  @Field(part(() => TermsOfAgreement), 'Everything that this version settles') terms!: TermsOfAgreement;
}

const version = whole(1, 100_000);

export class ProposeAgreement {
  @Field(version, 'The version to be laid before the parties') version!: number;
}

export class SignAgreement {
  @Field(version, 'The version that is signed') version!: number;
  @Field(oneOf(...CAPACITIES), 'In what capacity') capacity!: Capacity;
}

export class SuspendAgreement {
  @Field(oneOf(...STOPPING_REASONS), 'Why') reason!: StoppingReason;
}

export class ResumeAgreement {
  @Field(oneOf(...RESUMING_REASONS), 'Why') reason!: ResumingReason;
}

export class EndAgreement {
  @Field(oneOf(...ENDING_REASONS), 'Why') reason!: EndingReason;
}

export class ReviewAgreement {
  @Field(instant, 'When it is to be reviewed next') reviewOn!: string;
}
