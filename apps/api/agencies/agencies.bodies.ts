import {
  REINSTATEMENT_REASONS,
  SUSPENSION_REASONS,
  type ReinstatementReason,
  type Role,
  type SuspensionReason,
} from '@hub/agencies';
import { SECTORS, type Sector } from '@hub/sharing';
import { Field, optional } from '../contract/field.js';
import { agency, code, list, oneOf, text } from '../contract/schema.js';

export class RegisterAgency {
  @Field(agency, 'A short code of the agency’s own, in lower case') id!: string;
  @Field(text(200, 'Northbridge School'), 'The name it goes by') name!: string;
  @Field(oneOf(...SECTORS), 'The part of public life it belongs to') sector!: Sector;
  @Field(list(code('ca2004-s11')), 'Statutory gateways that it may rely on') powers!: string[];
}

export class RegisterRole {
  @Field(code('dsl'), 'The code that workers’ tokens carry') code!: string;
  @Field(text(200, 'Designated safeguarding lead'), 'What the role is called') title!: string;
  @Field(oneOf('agency', 'caseload'), 'Whom its workers deal with: whoever the agency does, or their own people')
  reach!: Role['reach'];
  @Field(
    list(oneOf('practitioner', 'information-governance', 'steward', 'administrator', 'system'), { min: 1, max: 5 }),
    'What the role may do',
  )
  functions!: Role['functions'];
}

export class RegisterClient {
  @Field(code('northbridge-school-sims', 200), 'The client id in the issuer’s tokens') clientId!: string;
  @Field(optional(text(500, 'https://login.example.org')), 'Who issues them (`iss`); missing: the caller’s own issuer')
  issuer?: string;
}

export class RemoveRole {
  @Field(code('dsl'), 'The code of the role') code!: string;
}

export class RemoveClient extends RegisterClient {}

export class SuspendAgency {
  @Field(oneOf(...SUSPENSION_REASONS), 'Why') reason!: SuspensionReason;
}

export class ReinstateAgency {
  @Field(oneOf(...REINSTATEMENT_REASONS), 'Why') reason!: ReinstatementReason;
}
