import { TRAIL_KINDS, type TrailKind } from '@hub/disclosure-trail';
import { PURPOSES, type Outcome, type Purpose } from '@hub/sharing';
import { Field, optional } from '../contract/field.js';
import { PageQuery } from '../contract/paging.js';
import { agency, code, id, instant, keyOf, oneOf, part, whole, worker, yesOrNo } from '../contract/schema.js';

export class SearchTrail extends PageQuery {
  @Field(optional(id), 'Whom it is about') subject?: string;
  @Field(optional(worker), 'Who asked') worker?: string;
  @Field(optional(agency), 'The agency that asked') agency?: string;
  @Field(optional(id), 'Under which agreement it flowed') agreement?: string;
  @Field(optional(whole(1, 999)), 'Under which of its flows') flow?: number;
  @Field(optional(keyOf(PURPOSES)), 'For what') purpose?: Purpose;
  @Field(optional(code('ca2004-s11', 100)), 'On which basis: a gateway, or `article6:e`') basis?: string;
  @Field(optional(oneOf('permit', 'partial', 'deny', 'review', 'declined')), 'With what outcome') outcome?: Outcome;
  @Field(optional(oneOf(...TRAIL_KINDS)), 'What kind of entry') kind?: TrailKind;
  @Field(optional(instant), 'Recorded from') from?: string;
  @Field(optional(instant), 'Recorded before') to?: string;
}

export class GroundOfRequest {
  @Field(oneOf('enquiry', 'referral', 'typed'), 'What makes it a request of safeguarding')
  kind!: 'enquiry' | 'referral' | 'typed';
  @Field(optional(yesOrNo), 'Telling the family would put somebody at risk') informUnsafe?: boolean;
}

export class ExplainDecision {
  @Field(optional(agency), 'The officer’s own agency; no other can be asked about') agency?: string;
  @Field(code('dsl'), 'The role of the colleague who would ask') role!: string;
  @Field(worker, 'The colleague') worker!: string;
  @Field(keyOf(PURPOSES), 'For what') purpose!: Purpose;
  @Field(optional(id), 'The family asked about; or') familyId?: string;
  @Field(optional(id), 'the person asked about') personId?: string;
  @Field(optional(part(() => GroundOfRequest)), 'The ground') ground?: GroundOfRequest;
  @Field(optional(code('ca1989-s47')), 'The statutory gateway relied on') gateway?: string;
  @Field(optional(id), 'An open override') override?: string;
}
