import { PURPOSES, SECTORS } from '@hub/sharing';
import { TermsOfAgreement } from '../agreements/agreements.bodies.js';
import { RegisterRole } from '../agencies/agencies.bodies.js';
import { Field, optional } from '../contract/field.js';
import { PageAnswer } from '../contract/paging.js';
import { agency, code, id, instant, keyOf, list, oneOf, part, text, whole, yesOrNo } from '../contract/schema.js';

export class AgencyAnswer {
  @Field(agency, 'Its short code') id!: string;
  @Field(text(200, 'Northbridge School'), 'The name it goes by') name!: string;
  @Field(oneOf(...SECTORS), 'The part of public life it belongs to') sector!: string;
  @Field(oneOf('active', 'suspended'), 'Whether anything flows to it or from it') status!: string;
  @Field(list(code('ca2004-s11'), { max: 200 }), 'Statutory gateways that it may rely on') powers!: string[];
  @Field(
    list(
      part(() => RegisterRole),
      { max: 200 },
    ),
    'Its roles',
  )
  roles!: RegisterRole[];
}

export class AgenciesAnswer {
  @Field(
    list(
      part(() => AgencyAnswer),
      { max: 200 },
    ),
    'The agencies, in order of id',
  )
  items!: AgencyAnswer[];
  @Field(part(() => PageAnswer), 'Where the list goes on') page!: PageAnswer;
}

export class SignatureAnswer {
  @Field(agency, 'The party') agencyId!: string;
  @Field(text(200, 'Headteacher'), 'In what capacity') capacity!: string;
  @Field(instant, 'When') at!: string;
}

export class VersionAnswer {
  @Field(whole(1, 100_000), 'Its number') number!: number;
  @Field(part(() => TermsOfAgreement), 'Everything that it settles') terms!: TermsOfAgreement;
  @Field(yesOrNo, 'Whether it has been laid before the parties') proposed!: boolean;
  @Field(list(text(200), { max: 100 }), 'What it still said nothing about when it was proposed') gaps!: string[];
  @Field(list(part(() => SignatureAnswer)), 'Who has signed') signatures!: SignatureAnswer[];
  @Field(optional(instant), 'When it is to be reviewed') reviewOn?: string;
}

export class AgreementSummary {
  @Field(id, 'The agreement') id!: string;
  @Field(text(200, 'Early help in Northbridge'), 'What its newest version is called') title!: string;
  @Field(oneOf('draft', 'in-signature', 'signed', 'in-force', 'expired', 'suspended', 'ended'), 'Where it stands')
  status!: string;
  @Field(list(agency, { max: 50 }), 'The parties of its newest version') parties!: string[];
  @Field(optional(whole(1, 100_000)), 'The version in force') inForce?: number;
  @Field(yesOrNo, 'Whether its review is overdue') reviewOverdue!: boolean;
}

export class AgreementAnswer extends AgreementSummary {
  @Field(
    list(
      part(() => VersionAnswer),
      { max: 1000 },
    ),
    'All its versions',
  )
  versions!: VersionAnswer[];
}

export class AgreementsAnswer {
  @Field(
    list(
      part(() => AgreementSummary),
      { max: 200 },
    ),
    'The agreements, in order of id',
  )
  items!: AgreementSummary[];
  @Field(part(() => PageAnswer), 'Where the list goes on') page!: PageAnswer;
}

export class PurposeAnswer {
  @Field(keyOf(PURPOSES), 'The code') code!: string;
  @Field(text(200), 'What it is called') title!: string;
  @Field(yesOrNo, 'Whether people can be seen for it') identifiable!: boolean;
}

export class PurposesAnswer {
  @Field(
    list(
      part(() => PurposeAnswer),
      { max: 50 },
    ),
    'All of them',
  )
  items!: PurposeAnswer[];
  @Field(part(() => PageAnswer), 'There is one page') page!: PageAnswer;
}
