import {
  CATEGORIES,
  PURPOSES,
  type Category,
  type Custodian,
  type Purpose,
  type Restriction,
  type RestrictionKind,
} from '@hub/sharing';
import { Field, optional } from './field.js';
import { periodOf } from './period.js';
import { agency, code, instant, keyOf, list, oneOf, part, text, worker } from './schema.js';

export class CustodianRole implements Custodian {
  @Field(agency, 'The agency') agency!: string;
  @Field(list(code('social-worker')), 'Its roles; none: any') roles!: string[];
  @Field(list(keyOf(PURPOSES), { max: 20 }), 'For these purposes; none: any') purposes!: Purpose[];
}

/** What hides items or a person, as a body says it. */
export class Restrict {
  @Field(
    oneOf('protected-address', 'court-order', 'adoption', 'police-handling', 'named-worker-exclusion', 'sealed'),
    'What kind of restriction it is',
  )
  kind!: RestrictionKind;
  @Field(optional(list(keyOf(CATEGORIES), { min: 1 })), 'The categories that it hides; missing: all')
  categories?: Category[];
  @Field(list(part(() => CustodianRole)), 'Who may see what it hides') custodians!: CustodianRole[];
  @Field(list(worker), 'The workers from whom it hides, for a named-worker exclusion') workers!: string[];
  @Field(optional(instant), 'For an adoption: only what took effect before') before?: string;
  @Field(instant, 'From when') from!: string;
  @Field(optional(instant), 'Until when') until?: string;
}

export class RestrictPerson extends Restrict {
  @Field(optional(text(5000)), 'Why') because?: string;
}

/** The restriction that a body asks for, under this id. */
export const restrictionOf = (id: string, body: Restrict): Restriction => ({
  id,
  kind: body.kind,
  custodians: body.custodians,
  workers: body.workers,
  period: periodOf(body),
  ...(body.categories && { categories: body.categories }),
  ...(body.before !== undefined && { before: body.before }),
});
