import type {
  AgencyFacts,
  AgencyId,
  AgreementFacts,
  Category,
  ConsentFacts,
  Custodian,
  Facts,
  Flow,
  Instant,
  Item,
  ItemId,
  Label,
  ObligationCode,
  OverrideFacts,
  Passage,
  PersonFacts,
  PersonId,
  Reason,
  Request,
  Restriction,
  Stage,
  Via,
} from '../../language.js';

/** What a failure counts as, when the outcome of the decision is put together. */
export type Verdict = 'deny' | 'review' | 'declined';

/** What a rule noticed. Without a code it leaves obligations only. */
export interface Finding {
  readonly code?: string;
  /** For codes that are data; the others have theirs in `SENTENCES`. */
  readonly sentence?: string;
  readonly obligations?: readonly ObligationCode[];
  readonly verdict?: Verdict;
}

/** What stage 7 makes of a passage. */
export interface ItemFinding extends Finding {
  readonly becomes: 'permit' | 'mask' | 'omit';
}

/** A flow with the agreement that it stands in. */
export interface FlowInForce {
  readonly agreement: string;
  readonly version: number;
  readonly flow: Flow;
}

/** A passage's or request's subject, with what is known of it at the request's instant. */
export interface Subject {
  readonly person: PersonFacts;
  readonly id: PersonId;
  /** Years of age; missing where the date of birth is. */
  readonly age: number | undefined;
  /** Those in their period. */
  readonly restrictions: readonly Restriction[];
  readonly consents: readonly ConsentFacts[];
  /** What stage 5 has come to so far, by category. */
  readonly consented: Map<Category, ConsentResult>;
  /** The same by the records that it rested on: other categories that they cover come to the same. */
  readonly consentsFound: [Covering, ConsentResult][];
}

/** What one question of stages 4 to 6 comes to. `step` says how far the asking got. */
export interface GateResult {
  readonly step: Step;
  readonly outcome: 'permit' | Verdict;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
  /** Labels that the consents except. */
  readonly excepts: readonly Label[];
}

/** The order of asking a candidate; later is further. */
export const STEPS = ['role', 'minimisation', 'power', 'consent', 'harm', 'omitted', 'masked', 'permitted'] as const;
export type Step = (typeof STEPS)[number];

/** A flow to the caller, with what has been found out about it during this decision. */
export interface Candidate extends FlowInForce {
  readonly inForce: boolean;
  readonly gates: Map<PersonId, Map<Category, GateResult>>;
  readonly opened: Map<PersonId, Map<Category, GateResult>>;
  readonly permitted: Map<GateResult, Judged>;
  readonly consented: Map<ConsentResult, GateResult>;
  readonly together: Map<GateResult, Map<GateResult, GateResult>>;
  readonly memo: { role?: { found: Found | undefined }; power?: Power; via?: Via; tail?: Tail; openedTail?: Tail };
}

/** What becomes of a passage, and how far the asking got. */
export interface Judged {
  readonly step: Step;
  readonly outcome: 'permit' | 'mask' | 'omit';
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
  readonly via: Via | undefined;
  /** The flow in force that it comes by. */
  readonly flow: Flow | undefined;
}

/** What stage 4 comes to for a flow. */
export interface Power {
  readonly failed: Found | undefined;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly asksConsent: boolean;
  readonly carriesConsent: boolean;
}

/** For each item that has subjects beyond the tail of a flow: the first of them, by passage. */
export type Tail = ReadonlyMap<ItemId, ReadonlyMap<string, Found>>;

/** A finding and the rule that made it. */
export interface Found<F extends Finding = Finding> {
  readonly rule: RuleName;
  readonly finding: F;
}

/** What an override can open. Stages 0, 1, 4, 8 and the omissions of 7 are not among them. */
export type Opening =
  'conflict' | 'relationship' | 'entry' | 'out-of-force' | 'no-flow' | 'role' | 'consent' | 'harm' | 'mask';

/** What rules look at: the request, the facts indexed once, and what has been found out so far. */
export interface Context {
  readonly policy: Policy;
  readonly request: Request;
  readonly at: Instant;
  readonly facts: Facts;
  readonly agencies: ReadonlyMap<AgencyId, AgencyFacts>;
  readonly people: ReadonlyMap<PersonId, PersonFacts>;
  readonly consentsOf: ReadonlyMap<PersonId, readonly ConsentFacts[]>;
  readonly asked: ReadonlySet<PersonId>;
  /** In force, to the caller, in the order of candidates. */
  readonly flows: readonly Candidate[];
  readonly notInForce: readonly Candidate[];
  readonly override: OverrideFacts | undefined;
  readonly subjects: Map<PersonId, Subject | undefined>;
  readonly candidates: Map<AgencyId, readonly Candidate[]>;
  readonly inAnyForce: Map<AgencyId, readonly Candidate[]>;
  readonly alone: Map<PersonId, boolean>;
  readonly protectedPeople: Map<PersonId, boolean>;
}

/** What stage 5 comes to for one subject and category. */
export interface ConsentResult {
  readonly outcome: 'permit' | Verdict;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
  readonly excepts: readonly Label[];
}

export type ConsentStatus = 'permission' | 'refused' | 'excluded' | 'withdrawn';

/** A candidate consent record and what it says. */
export interface Spoken {
  readonly record: ConsentFacts;
  readonly status: ConsentStatus;
}

/** A passage as stage 7 looks at it; `flow` is missing for own items. */
export interface Look {
  readonly item: Item;
  readonly passage: Passage;
  readonly subjects: readonly Subject[];
  readonly flow: Pick<Flow, 'route' | 'labels'> | undefined;
  readonly excepts: readonly Label[];
}

/** The instant and the agencies: what it takes to say whether a flow is in force. */
export interface Register {
  readonly at: Instant;
  readonly agencies: ReadonlyMap<AgencyId, AgencyFacts>;
}

/** Records of a subject that cover category and recipient, with this purpose and with others. */
export interface Covering {
  readonly subject: Subject;
  readonly forPurpose: readonly ConsentFacts[];
  readonly forOthers: readonly ConsentFacts[];
}

/** The questions that rules answer, and what they are handed. */
export interface Questions {
  /** All must hold. */
  'in-force': (register: Register, agreement: AgreementFacts, flow: Flow) => boolean;
  standing: (c: Context, version: FlowInForce) => boolean;
  'to-caller': (c: Context, flow: Flow) => boolean;
  'from-source': (flow: Flow, source: AgencyId) => boolean;
  'override-open': (c: Context, override: OverrideFacts) => boolean;
  'override-reaches': (override: OverrideFacts, passage: Passage) => boolean;
  custodian: (c: Context, custodian: Custodian) => boolean;
  covers: (c: Context, record: ConsentFacts, category: Category) => boolean;
  'for-purpose': (c: Context, record: ConsentFacts) => boolean;
  counts: (c: Context, subject: Subject, record: ConsentFacts) => boolean;
  /** One is enough. */
  'reason-to-deal': (c: Context, subject: Subject) => boolean;
  entry: (c: Context, ownItemShows: () => boolean) => boolean;
  opens: (opening: Opening) => boolean;
  protected: (c: Context, subject: Subject, item: Item) => boolean;
  reveals: (item: Item, passage: Passage) => boolean;
  alone: (c: Context, subject: Subject) => boolean;
  aside: (flow: Flow) => boolean;
  carries: (flow: Flow) => boolean;
  /** The first that finds something ends the asking. */
  request: (c: Context, ownItemShows: () => boolean) => Finding | undefined;
  presence: (c: Context, item: Item, passage: Passage) => Finding | undefined;
  own: (c: Context, item: Item, subject: Subject) => Finding | undefined;
  role: (c: Context, flow: Flow) => Finding | undefined;
  listed: (flow: Flow, item: Item) => Finding | undefined;
  tail: (flow: Flow, counted: number) => Finding | undefined;
  'person-seen': (c: Context) => Finding | undefined;
  power: (c: Context, flow: Flow) => Finding | undefined;
  across: (c: Context, subject: Subject, winners: readonly Spoken[]) => Finding | undefined;
  explains: (c: Context, covering: Covering) => Finding | undefined;
  harm: (c: Context, subject: Subject, category: Category) => Finding | undefined;
  /** All that apply; asked where some restriction is on the item or on somebody whom the passage is about. */
  restriction: (c: Context, item: Item, passage: Passage, subjects: readonly Subject[]) => Finding | undefined;
  /** All that apply. */
  bar: (c: Context, item: Item, passage: Passage, subjects: readonly Subject[]) => Finding | undefined;
  basis: (c: Context, flow: Flow) => Finding | undefined;
  'beside-permission': (covering: Covering, winner: Spoken) => Finding | undefined;
  'beside-refusal': (c: Context, covering: Covering) => Finding | undefined;
  item: (c: Context, look: Look) => ItemFinding | undefined;
  override: () => Finding;
  /** In their order. */
  order: (a: FlowInForce, b: FlowInForce) => number;
  status: (c: Context, record: ConsentFacts) => ConsentStatus | undefined;
  prevails: (spoken: readonly Spoken[]) => readonly Spoken[];
}
export type Question = keyof Questions;

/** Which rule, in which stage, carrying out what. */
export interface RuleName {
  readonly id: string;
  readonly stage: Stage;
  /** The law, guidance or clause of the agreement that the rule carries out. */
  readonly cites: string;
  /** What an override opens here. */
  readonly opening?: Opening;
}
export type RuleOf<Q extends Question> = RuleName & { readonly asks: Q; readonly judge: Questions[Q] };
export type Rule = { [Q in Question]: RuleOf<Q> }[Question];

/** The rules, by the question that they answer, in their order. */
export type Policy = { readonly [Q in Question]: readonly RuleOf<Q>[] };
