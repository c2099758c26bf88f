import type { Category, ConsentScope, Flow, Ground, Instant, Label, Purpose, RestrictionKind } from '@hub/sharing';

/** Who spoke to the hub. */
export interface Caller {
  readonly agency: string;
  readonly worker: string;
  readonly role: string;
}

export interface WrittenPassage {
  readonly text: string;
  readonly subjects: readonly string[];
  readonly thirdParties: readonly { readonly kind: 'person' | 'professional' }[];
  readonly revealsProtectedSource?: boolean;
  readonly location?: 'reveals' | 'checked';
}

export interface Hidden {
  readonly kind: RestrictionKind;
  readonly categories?: readonly Category[];
  readonly custodians: readonly {
    readonly agency: string;
    readonly roles: readonly string[];
    readonly purposes: readonly Purpose[];
  }[];
  readonly workers: readonly string[];
  readonly before?: Instant;
  readonly from: Instant;
  readonly until?: Instant;
}

export interface AgreedTerms {
  readonly parties: readonly string[];
  readonly startsOn: Instant;
  readonly endsOn?: Instant;
  readonly flows: readonly Flow[];
}

/** What was recorded: each is one command of the API, save that an agency comes with its roles. */
export type Recording =
  | {
      readonly do: 'register-agency';
      readonly id: string;
      readonly powers: readonly string[];
      readonly roles: readonly { readonly code: string; readonly reach: 'agency' | 'caseload' }[];
    }
  | { readonly do: 'suspend-agency' | 'reinstate-agency'; readonly agency: string }
  | { readonly do: 'draft-agreement'; readonly id: string; readonly terms: AgreedTerms }
  | {
      readonly do: 'amend-agreement';
      readonly agreement: string;
      readonly version: number;
      readonly terms: AgreedTerms;
    }
  | { readonly do: 'propose-agreement' | 'sign-agreement'; readonly agreement: string; readonly version: number }
  | { readonly do: 'suspend-agreement' | 'resume-agreement' | 'end-agreement'; readonly agreement: string }
  | {
      readonly do: 'register-person';
      readonly id: string;
      readonly given: string;
      readonly dateOfBirth?: string;
      readonly imported?: boolean;
    }
  | { readonly do: 'correct-birth-date'; readonly person: string; readonly dateOfBirth: string }
  | {
      readonly do: 'record-address';
      readonly id: string;
      readonly person: string;
      readonly line: string;
      readonly from: Instant;
    }
  | { readonly do: 'record-responsibility'; readonly person: string; readonly holder: string; readonly from: Instant }
  | { readonly do: 'end-responsibility'; readonly person: string; readonly holder: string; readonly until: Instant }
  | {
      readonly do: 'dispute-responsibility';
      readonly id: string;
      readonly person: string;
      readonly holder: string;
      readonly from: Instant;
    }
  | {
      readonly do: 'resolve-dispute';
      readonly person: string;
      readonly holder: string;
      readonly dispute: string;
      readonly until: Instant;
    }
  | {
      readonly do: 'assess-competence';
      readonly person: string;
      readonly competent: boolean;
      readonly assessedAt: Instant;
    }
  | { readonly do: 'restrict-person'; readonly id: string; readonly person: string; readonly hidden: Hidden }
  | { readonly do: 'lift-restriction'; readonly person: string; readonly restriction: string }
  | {
      readonly do: 'record-involvement';
      readonly id: string;
      readonly person: string;
      readonly workers: readonly string[];
      readonly service: string;
      readonly from: Instant;
      readonly until?: Instant;
      readonly location?: 'reveals' | 'checked';
    }
  | { readonly do: 'end-involvement'; readonly person: string; readonly involvement: string; readonly until: Instant }
  | {
      readonly do: 'record-conflict';
      readonly person: string;
      readonly worker: string;
      readonly kind: 'declared' | 'inferred';
    }
  | { readonly do: 'clear-conflict'; readonly person: string; readonly worker: string }
  | {
      readonly do: 'find-harm';
      readonly id: string;
      readonly person: string;
      readonly categories?: readonly Category[];
      readonly recipients?: readonly string[];
      readonly reviewOn: Instant;
    }
  | { readonly do: 'close-harm'; readonly person: string; readonly finding: string }
  | {
      readonly do: 'form-family';
      readonly id: string;
      readonly members: readonly {
        readonly personId: string;
        readonly role: 'child' | 'mother' | 'father' | 'other';
        readonly from: Instant;
      }[];
    }
  | {
      readonly do: 'join-family';
      readonly family: string;
      readonly personId: string;
      readonly role: 'child' | 'mother' | 'father' | 'other';
      readonly from: Instant;
    }
  | { readonly do: 'leave-family'; readonly family: string; readonly person: string; readonly until: Instant }
  | {
      readonly do: 'tell-story';
      readonly family: string;
      readonly tellers: readonly string[];
      readonly about: readonly string[];
      readonly words: string;
    }
  | {
      readonly do: 'review-story';
      readonly family: string;
      readonly version: number;
      readonly location: 'reveals' | 'checked';
    }
  | {
      readonly do: 'record-consent';
      readonly id: string;
      readonly subject: string;
      readonly grantor: string;
      readonly capacity: 'self' | 'parental-responsibility';
      readonly decision: 'permit' | 'refuse';
      readonly scope: ConsentScope;
      readonly from: Instant;
      readonly until?: Instant;
      readonly effectiveAt: Instant;
    }
  | { readonly do: 'withdraw-consent' | 'consent-in-error'; readonly consent: string; readonly subject: string }
  | { readonly do: 'withdraw-all'; readonly subject: string; readonly grantor: string }
  | {
      readonly do: 'record-note';
      readonly id: string;
      readonly category: Category;
      readonly labels: readonly Label[];
      readonly effectiveAt: Instant;
      readonly passages: readonly WrittenPassage[];
      readonly handling: readonly Hidden[];
      readonly imported?: boolean;
    }
  | { readonly do: 'correct-note'; readonly note: string; readonly passages: readonly WrittenPassage[] }
  | { readonly do: 'restrict-note'; readonly id: string; readonly note: string; readonly hidden: Hidden }
  | { readonly do: 'lift-note-restriction'; readonly note: string; readonly restriction: string }
  | { readonly do: 'note-in-error'; readonly note: string }
  | {
      readonly do: 'review-note';
      readonly note: string;
      readonly passages: readonly {
        readonly version: number;
        readonly index: number;
        readonly location: 'reveals' | 'checked';
      }[];
    }
  | {
      readonly do: 'open-override';
      readonly id: string;
      readonly subjects: readonly string[];
      readonly minutes: number;
    }
  | { readonly do: 'close-override'; readonly override: string };

/** A request for a view. */
export interface Question {
  readonly about: { readonly family: string } | { readonly person: string };
  readonly purpose: Purpose;
  readonly ground?: Ground;
  readonly gateway?: string;
  readonly override?: string;
}

export type Recorded = { readonly at: Instant; readonly by: Caller } & Recording;
export type Asked = { readonly at: Instant; readonly by: Caller; readonly do: 'ask' } & Question;
export type Step = Recorded | Asked;
export type History = readonly Step[];

export const isAsked = (step: Step): step is Asked => step.do === 'ask';
