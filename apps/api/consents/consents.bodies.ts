import { CATEGORIES, LABELS, PURPOSES, type Category, type ConsentScope, type Label, type Purpose } from '@hub/sharing';
import { Field, optional } from '../contract/field.js';
import { agency, id, instant, keyOf, list, oneOf, part, text, worker } from '../contract/schema.js';

export class Scope implements ConsentScope {
  @Field(optional(list(keyOf(CATEGORIES), { min: 1 })), 'The categories that it covers; missing: all')
  categories?: Category[];
  @Field(optional(list(agency, { min: 1 })), 'The agencies that may be told; missing: every party')
  recipients?: string[];
  @Field(list(keyOf(PURPOSES), { min: 1, max: 20 }), 'For what') purposes!: Purpose[];
  @Field(list(oneOf(...LABELS), { max: 10 }), 'Labels that it leaves out') exceptLabels!: Label[];
  @Field(list(agency), 'Agencies that are not to be told') excludedAgencies!: string[];
  @Field(list(worker), 'Workers who are not to be told') excludedWorkers!: string[];
}

export class RecordConsent {
  @Field(id, 'Whom the information is about') subject!: string;
  @Field(id, 'Who gave it, or refused') grantor!: string;
  @Field(oneOf('self', 'parental-responsibility'), 'In what capacity') capacity!: 'self' | 'parental-responsibility';
  @Field(oneOf('permit', 'refuse'), 'What they said') decision!: 'permit' | 'refuse';
  @Field(part(() => Scope), 'What it covers') scope!: Scope;
  @Field(instant, 'From when it holds') from!: string;
  @Field(optional(instant), 'Until when') until?: string;
  @Field(instant, 'When it was given; never later than now') effectiveAt!: string;
  @Field(optional(text(5000)), 'What shows that it was given') evidence?: string;
}

export class WithdrawConsent {
  @Field(id, 'Whom the consent is about') subject!: string;
  @Field(optional(instant), 'When it was withdrawn; missing: now') effectiveAt?: string;
  @Field(optional(text(5000)), 'What was said') because?: string;
}

export class WithdrawAllConsents {
  @Field(id, 'Whose consents are withdrawn') grantor!: string;
  @Field(optional(instant), 'When they were withdrawn; missing: now') effectiveAt?: string;
  @Field(optional(text(5000)), 'What was said') because?: string;
}

export class ConsentError {
  @Field(id, 'Whom the consent is about') subject!: string;
  @Field(optional(text(5000)), 'What was wrong') because?: string;
}
