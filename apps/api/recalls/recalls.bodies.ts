import { ACKNOWLEDGEMENTS, LAWFUL_REASONS, type AcknowledgementOutcome, type LawfulReason } from '@hub/recalls';
import { Field, optional } from '../contract/field.js';
import { PageQuery } from '../contract/paging.js';
import { oneOf, text, yesOrNo } from '../contract/schema.js';

export class AcknowledgeRecall {
  @Field(oneOf(...ACKNOWLEDGEMENTS), 'What has become of it; done in part stays open') outcome!: AcknowledgementOutcome;
  @Field(optional(oneOf(...LAWFUL_REASONS)), 'Why the law lets the agency go on; needed to refuse')
  reason?: LawfulReason;
  @Field(optional(text(5000)), 'In the agency’s own words') because?: string;
}

export class RecallsQuery extends PageQuery {
  @Field(optional(yesOrNo), 'Those that are overdue, and no others') overdue?: boolean;
}
