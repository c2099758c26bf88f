import { TRAIL_KINDS } from '@hub/disclosure-trail';
import type { Voided } from '@hub/door';
import { CATEGORIES, PURPOSES } from '@hub/sharing';
import { Basis } from '../contract/basis.body.js';
import { Field, optional } from '../contract/field.js';
import { PageAnswer } from '../contract/paging.js';
import {
  agency,
  code,
  free,
  id,
  instant,
  keyOf,
  list,
  oneOf,
  part,
  text,
  whole,
  worker,
  yesOrNo,
} from '../contract/schema.js';
import { ReasonAnswer } from '../views/views.answers.js';

const entryId = code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120);
const VOID_REASONS = [
  'facts-moved',
  'not-answered',
  'permission-gone',
  'cannot-be-built',
  'too-large',
  'refused',
] as const satisfies readonly Voided['because'][];
const outcome = oneOf('permit', 'partial', 'deny', 'review', 'declined');
const codes = list(code('RECORD_REASON', 100), { max: 100 });

export class TrailFlowAnswer {
  @Field(id, 'The agreement') agreement!: string;
  @Field(whole(1, 100_000), 'Its version') version!: number;
  @Field(whole(1, 999), 'The number of the flow') flow!: number;
  @Field(agency, 'Whose item it was') from!: string;
  @Field(agency, 'Who was told') to!: string;
}

export class TrailItemAnswer {
  @Field(code('note-0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120), 'The item') item!: string;
  @Field(whole(0, Number.MAX_SAFE_INTEGER), 'Its revision') revision!: number;
  @Field(list(code('text', 100)), 'The names of the fields that it showed') fields!: string[];
  @Field(list(part(() => TrailFlowAnswer)), 'The flows that it left under') flows!: TrailFlowAnswer[];
  @Field(optional(part(() => Basis)), 'The lawful basis') basis?: Basis;
}

/** One entry of the trail: ids, codes and names of fields, never a value. */
export class TrailRowAnswer {
  @Field(id, 'The event') id!: string;
  @Field(entryId, 'The entry') disclosureId!: string;
  @Field(oneOf(...TRAIL_KINDS), 'What kind of entry it is') kind!: string;
  @Field(instant, 'When it was recorded') recordedAt!: string;
  @Field(instant, 'When it was asked, or took place') at!: string;
  @Field(agency, 'The agency that asked; where recorded by hand, that told') agency!: string;
  @Field(optional(agency), 'Another agency that was told, or had asked') otherAgency?: string;
  @Field(worker, 'The worker') worker!: string;
  @Field(code('dsl'), 'The worker’s role') role!: string;
  @Field(optional(keyOf(PURPOSES)), 'For what') purpose?: string;
  @Field(optional(code('family-view', 100)), 'What was asked') question?: string;
  @Field(optional(id), 'The family asked about') familyId?: string;
  @Field(optional(outcome), 'The outcome') outcome?: string;
  @Field(list(id, { max: 1000 }), 'Whom it is about') subjects!: string[];
  @Field(
    list(
      part(() => TrailItemAnswer),
      { max: 1000 },
    ),
    'What left, or may have left',
  )
  items!: TrailItemAnswer[];
  @Field(list(part(() => Basis)), 'The lawful bases') bases!: Basis[];
  @Field(list(agency), 'Whose officers may read the entry') parties!: string[];
  @Field(codes, 'Codes of the reasons') reasons!: string[];
  @Field(codes, 'What it left to be done') obligations!: string[];
  @Field(optional(code('v1')), 'The version of the policy') policy?: string;
  @Field(optional(id), 'The override that was used') override?: string;
  @Field(optional(instant), 'When a decision not to share is looked at again') reviewOn?: string;
  @Field(list(code('name', 100), { max: 100 }), 'Names of what was searched by, filtered by or told') fields!: string[];
}

export class TrailAnswer {
  @Field(
    list(
      part(() => TrailRowAnswer),
      { max: 200 },
    ),
    'The entries, the newest first',
  )
  items!: TrailRowAnswer[];
  @Field(part(() => PageAnswer), 'Where the list goes on') page!: PageAnswer;
}

export class EntryAnswer {
  @Field(
    list(
      part(() => TrailRowAnswer),
      { max: 50 },
    ),
    'What was recorded under this id, in order',
  )
  items!: TrailRowAnswer[];
}

export class GateAnswer {
  @Field(id, 'The agreement') agreement!: string;
  @Field(whole(1, 100_000), 'Its version') version!: number;
  @Field(whole(1, 999), 'The number of the flow') flow!: number;
  @Field(id, 'Whom it is about') subject!: string;
  @Field(keyOf(CATEGORIES), 'The category') category!: string;
  @Field(outcome, 'What the flow comes to') outcome!: string;
  @Field(list(part(() => ReasonAnswer)), 'Why') reasons!: ReasonAnswer[];
  @Field(list(id), 'The consents relied on') consents!: string[];
}

/** A decision without content. */
export class DecisionAnswer {
  @Field(code('v1'), 'The version of the policy') policy!: string;
  @Field(yesOrNo, 'Whether the caller was let in at all') entitled!: boolean;
  @Field(outcome, 'The outcome') outcome!: string;
  @Field(
    list(
      part(() => ReasonAnswer),
      { max: 100 },
    ),
    'Why',
  )
  reasons!: ReasonAnswer[];
  @Field(codes, 'What it leaves to be done') obligations!: string[];
  @Field(
    list(
      part(() => GateAnswer),
      { max: 10_000 },
    ),
    'What each flow comes to',
  )
  gates!: GateAnswer[];
  @Field(list(free, { max: 10_000 }), 'Outcomes of the items that the officer’s agency knows of') items!: object[];
  @Field(free, 'Revisions of the streams that it rests on') heads!: object;
}

export class MovedAnswer {
  @Field(text(200, 'register'), 'The stream') stream!: string;
  @Field(list(code('ConsentWithdrawn', 100), { max: 10_000 }), 'What has happened in it') events!: string[];
}

export class VoidedAnswer {
  @Field(instant, 'When that was recorded') recordedAt!: string;
  @Field(oneOf(...VOID_REASONS), 'Why') because!: string;
  @Field(yesOrNo, 'Whether it may have left in full before') mayHaveLeft!: boolean;
  @Field(optional(free), 'The form that is told in the place of a message, as it was signed') inItsPlace?: object;
}

export class ReplayedAnswer {
  @Field(list(id, { max: 1000 }), 'Whom it was about') subjects!: string[];
  @Field(instant, 'When it was recorded') recordedAt!: string;
  @Field(yesOrNo, 'Whether the same facts and the same policy give the recorded decision') same!: boolean;
  @Field(part(() => DecisionAnswer), 'What was decided') then!: DecisionAnswer;
  @Field(part(() => DecisionAnswer), 'What would be decided today') today!: DecisionAnswer;
  @Field(
    list(
      part(() => MovedAnswer),
      { max: 1000 },
    ),
    'What has happened since',
  )
  moved!: MovedAnswer[];
  @Field(optional(part(() => VoidedAnswer)), 'That it did not leave, or is not told any more') voided?: VoidedAnswer;
}

export class ReplayAnswer {
  @Field(
    list(
      part(() => ReplayedAnswer),
      { max: 100 },
    ),
    'Each decision that was recorded',
  )
  items!: ReplayedAnswer[];
}
