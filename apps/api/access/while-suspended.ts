import type { AgencyCommand } from '@hub/agencies';
import type { AgreementCommand } from '@hub/agreements';
import type { CaseNoteCommand } from '@hub/case-notes';
import type { ConsentCommand } from '@hub/consents';
import type { AskForFeedReplay, UnparkPerson } from '@hub/disclosures';
import type { OverrideCommand } from '@hub/overrides';
import type { FamilyCommand, MatchCommand, PersonCommand } from '@hub/people';
import type { SubscriptionCommand } from '@hub/subscriptions';
import type { EntryByHand } from '../disclosures/disclosures.handler.js';
import type { AcknowledgeRecall } from '@hub/recalls';
import { PARTNERSHIP } from './administrators.js';

/** Every command that can be given over HTTP. */
export type Given =
  | AgencyCommand
  | AgreementCommand
  | AskForFeedReplay
  | CaseNoteCommand
  | ConsentCommand
  | EntryByHand
  | FamilyCommand
  | MatchCommand
  | OverrideCommand
  | PersonCommand
  | AcknowledgeRecall
  | SubscriptionCommand
  | UnparkPerson;

type DataOf<T extends Given['type']> = Extract<Given, { readonly type: T }>['data'];

/** Whether a command takes a permission away, or protects somebody, whatever has been recorded before. */
type Narrows<T extends Given['type']> = boolean | ((data: DataOf<T>) => boolean);

const reveals = ({ location }: { readonly location: 'reveals' | 'checked' }): boolean => location === 'reveals';

/**
 * What a suspended agency may still record, command by command: the one place where that is settled, and the compiler asks
 * for every command. What may open something, for whomever, waits until the agency is reinstated.
 */
export const WHILE_SUSPENDED: { readonly [T in Given['type']]: Narrows<T> } = {
  RegisterAgency: false,
  RegisterRole: false,
  RemoveRole: true,
  RegisterClient: false,
  RemoveClient: true,
  ChangePowers: false,
  SuspendAgency: true,
  // Only the partnership does. Suspended itself, it reinstates nobody but itself: else nobody could ever put that right.
  ReinstateAgency: ({ agencyId }) => agencyId === PARTNERSHIP,

  DraftAgreement: false,
  AmendAgreement: false,
  ProposeAgreement: false,
  SignAgreement: false,
  ReviewAgreement: false,
  // Between two alone: `notForOthers` asks the agreement.
  SuspendAgreement: true,
  ResumeAgreement: false,
  EndAgreement: true,

  RecordConsent: ({ decision }) => decision === 'refuse',
  WithdrawConsent: true,
  // Whatever was recorded may hold something back, of others too; to withdraw takes the permission away.
  EnterInError: false,

  RegisterPerson: false,
  CorrectName: false,
  CorrectDateOfBirth: false,
  RecordIdentifier: false,
  LinkPerson: false,
  RecordAddress: false,
  EndAddress: false,
  RecordInvolvement: false,
  // One that ends in the future may have been over already.
  EndInvolvement: ({ until, now }) => until <= now,
  ReviewLocation: reveals,
  // The refusal of a holder counts no longer when the responsibility is over.
  RecordParentalResponsibility: false,
  EndParentalResponsibility: false,
  DisputeParentalResponsibility: true,
  ResolveParentalResponsibilityDispute: false,
  AssessCompetence: false,
  ImposeRestriction: true,
  LiftRestriction: false,
  DeclareConflict: true,
  InferConflict: true,
  ClearConflict: false,
  RecordHarmFinding: true,
  CloseHarmFinding: false,

  FormFamily: false,
  AddMember: false,
  MemberLeaves: false,
  TellStory: false,
  ReviewStory: reveals,

  RecordNote: false,
  CorrectNote: false,
  RestrictNote: true,
  LiftNoteRestriction: false,
  MarkNoteInError: true,
  ReviewNoteLocation: ({ passages }) => passages.every(reveals),

  OpenOverride: false,
  CloseOverride: true,
  // It closes the override as well.
  ReviewOverride: ({ finding }) => finding === 'not-justified',

  // What was told before is to be given up all the same.
  AcknowledgeRecall: true,

  RecordManualDisclosure: false,
  DeclineDisclosure: false,

  ProposeMatch: false,
  ConfirmMatch: false,
  RejectMatch: false,
  // What was recorded under one of the two may protect under the other.
  UndoMatch: false,

  RequestSubscription: false,
  ApproveSubscription: false,
  RefuseSubscription: false,
  EndSubscription: true,

  UnparkPerson: false,
  MakeFeedReplay: false,
};

/** Whether a suspended agency may record this. */
export const narrows = ({ type, data }: Given): boolean => {
  const rule: boolean | ((data: never) => boolean) = WHILE_SUSPENDED[type];
  return typeof rule === 'boolean' ? rule : rule(data as never);
};
