import { CATEGORIES, LABELS, type Category, type Label } from '@hub/sharing';
import { Basis } from '../contract/basis.body.js';
import { Field, optional } from '../contract/field.js';
import { OBLIGATIONS } from '../contract/obligations.js';
import { PageAnswer } from '../contract/paging.js';
import { agency, code, free, id, instant, keyOf, list, oneOf, part, text, whole, yesOrNo } from '../contract/schema.js';

export class ReasonAnswer {
  @Field(code('CONSENT_GRANTED', 100), 'The reason, for programs') code!: string;
  @Field(whole(0, 9), 'The stage of the decision that gave it') stage!: number;
  @Field(code('consent', 100), 'The rule that gave it') rule!: string;
  @Field(text(1000), 'The reason in a plain sentence') sentence!: string;
}

export class ViaAnswer {
  @Field(oneOf('own', 'override', 'flow'), 'Where the permission comes from') kind!: 'own' | 'override' | 'flow';
  @Field(optional(id), 'The override') override?: string;
  @Field(optional(id), 'The agreement') agreement?: string;
  @Field(optional(whole(1, 100_000)), 'Its version') version?: number;
  @Field(optional(whole(1, 999)), 'The number of the flow') flow?: number;
}

export class PassageAnswer {
  @Field(optional(free), 'What it says; what it holds depends on the kind of item') content?: object;
  @Field(
    optional(yesOrNo),
    '`true`: it may be read and is no longer held, since everybody it is about has been forgotten; asking again changes nothing',
  )
  noLongerHeld?: boolean;
  @Field(optional(list(id, { max: 50 })), 'Whom it is about') about?: string[];
  @Field(optional(yesOrNo), '`true`: a gap, with its reasons and nothing else') masked?: boolean;
  @Field(
    optional(
      list(
        part(() => ReasonAnswer),
        { max: 20 },
      ),
    ),
    'Why there is a gap',
  )
  reasons?: ReasonAnswer[];
}

export class ItemAnswer {
  @Field(code('note-0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120), 'The item') id!: string;
  @Field(
    oneOf('case-note', 'identity', 'address', 'family-member', 'involvement', 'family-story'),
    'What kind of record it is',
  )
  kind!: string;
  @Field(keyOf(CATEGORIES), 'What it is about') category!: Category;
  @Field(agency, 'The agency whose record it is') source!: string;
  @Field(instant, 'When it took effect') effectiveAt!: string;
  @Field(optional(list(oneOf(...LABELS), { max: 10 })), 'How sensitive it is; missing where something is masked')
  labels?: Label[];
  @Field(list(part(() => PassageAnswer)), 'What of it is shown, and the gaps that may be known')
  passages!: PassageAnswer[];
  @Field(list(code('NORDSCLCD'), { max: 20 }), 'Conditions on handing it on') onward!: string[];
  @Field(optional(part(() => ViaAnswer)), 'Where the permission comes from') via?: ViaAnswer;
  @Field(optional(part(() => Basis)), 'The lawful basis') basis?: Basis;
}

/** What an agency may read, and how that was decided. */
export class ViewAnswer {
  @Field(instant, 'When it was decided') asAt!: string;
  @Field(code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120), 'The entry in the trail') disclosureId!: string;
  @Field(oneOf('permit', 'partial', 'deny', 'review', 'declined'), 'The outcome as far as it may be known')
  outcome!: string;
  @Field(
    list(
      part(() => ReasonAnswer),
      { max: 100 },
    ),
    'Why',
  )
  reasons!: ReasonAnswer[];
  @Field(list(keyOf(OBLIGATIONS), { max: 18 }), 'What it leaves to be done') obligations!: string[];
  @Field(
    list(
      part(() => ItemAnswer),
      { max: 200 },
    ),
    'What may be read',
  )
  items!: ItemAnswer[];
  @Field(part(() => PageAnswer), 'Where the list goes on') page!: PageAnswer;
}
