import { refuse, unreachable, type Command, type Decider } from '@hub/eventsourcing';
import type { AgencyId, Confidential, Instant, PersonId, RoleCode, WorkerId } from '@hub/sharing';
import {
  ACKNOWLEDGEMENTS,
  LAWFUL_REASONS,
  type AcknowledgementOutcome,
  type LawfulReason,
  type RecallEvent,
} from './events.js';

type Raised = Extract<RecallEvent, { type: 'RecallRaised' }>['data'];

/** A recall that has been raised. Open until it is done or refused: what is done in part is still to do. */
export interface KnownRecall extends Omit<Raised, 'at'> {
  readonly status: 'open' | 'closed';
  readonly raisedAt: Instant;
  readonly acknowledged?: { readonly outcome: AcknowledgementOutcome; readonly reason?: LawfulReason };
}

export type Recall = { readonly status: 'absent' } | KnownRecall;

/** Days that a recipient has; the same whatever the cause, so that the time tells nothing of it. */
const DAYS = 5;
const DAY = 86_400_000;

/** Deterministic in its id: the same cause, recipient, subject and part are one recall, however often it is raised. */
export type RaiseRecall = Command<'RaiseRecall', Omit<Raised, 'at' | 'due'> & { readonly now: Instant }>;

export type AcknowledgeRecall = Command<
  'AcknowledgeRecall',
  {
    readonly recallId: string;
    readonly agencyId: AgencyId;
    readonly worker: WorkerId;
    readonly role: RoleCode;
    readonly outcome: AcknowledgementOutcome;
    readonly reason?: LawfulReason;
    /** In the recipient's words; whom it is about follows from the recall. */
    readonly because?: Confidential;
    /** The role of whoever says so has that function in the agency. */
    readonly informationGovernance: boolean;
    readonly now: Instant;
  }
>;

export type RecallCommand = RaiseRecall | AcknowledgeRecall;

/** The stream of one recall. */
export const recallStream = (recallId: string): string => `recall-${recallId}`;

export const streamOf = ({ data }: RecallCommand): string => recallStream(data.recallId);

/** What the id of a recall is made of: the cause, who was told, whom it is about, and which it is where there are several. */
export const seedOf = (causeEventId: string, recipient: string, subject: PersonId, part = 0): string =>
  JSON.stringify([causeEventId, recipient, subject, ...(part > 0 ? [part] : [])]);

const dueFrom = (now: Instant): Instant => new Date(Date.parse(now) + DAYS * DAY).toISOString();

const raise = ({ now: at, ...raised }: RaiseRecall['data'], state: Recall): readonly RecallEvent[] => {
  if (state.status !== 'absent') return [];
  const { items, byHand } = raised.scope;
  if (items.length + byHand.length === 0) return refuse('recall/nothing-told', 'a recall names what was told');
  if ((raised.obligation === 'retain-under-statute') !== (raised.basis !== undefined))
    return refuse('recall/basis-missing', 'what is retained is retained under a statute');
  return [{ type: 'RecallRaised', data: { ...raised, due: dueFrom(at), at } }];
};

/** Another agency's recall is as unknown to it as one that was never raised. */
const ownRecall = (agencyId: AgencyId, state: Recall): KnownRecall =>
  state.status !== 'absent' && state.agencyId === agencyId
    ? state
    : refuse('recall/unknown', 'there is no such recall, or not for you');

const isBlank = (words: Confidential): boolean => 'clear' in words && words.clear.trim() === '';

const known = <T>(codes: readonly T[], code: T): void => {
  if (!codes.includes(code)) refuse('recall/unknown-code', 'an acknowledgement uses a code that is on no list');
};

/** To refuse is a judgement of law; whoever has done what was asked may say so. */
const lawful = ({ outcome, reason, informationGovernance }: AcknowledgeRecall['data']): void => {
  if (outcome === 'done' && reason !== undefined) refuse('recall/reason-not-needed', 'what is done needs no reason');
  if (outcome !== 'refused') return;
  if (!informationGovernance) refuse('recall/not-information-governance', 'information governance refuses a recall');
  if (reason === undefined) refuse('recall/reason-missing', 'a recall is refused for a lawful reason');
};

const understandable = ({ outcome, reason, because }: AcknowledgeRecall['data']): void => {
  known(ACKNOWLEDGEMENTS, outcome);
  if (reason !== undefined) known(LAWFUL_REASONS, reason);
  if (because && isBlank(because)) refuse('recall/words-missing', 'words that are given say something');
};

const acknowledge = (data: AcknowledgeRecall['data'], state: Recall): readonly RecallEvent[] => {
  const { subjects, knownAs, scope, status, acknowledged } = ownRecall(data.agencyId, state);
  understandable(data);
  lawful(data);
  const { now: at, because, informationGovernance: _, ...said } = data;
  if (status === 'closed')
    return acknowledged?.outcome === data.outcome && acknowledged.reason === data.reason
      ? []
      : refuse('recall/closed', 'a recall that is done or refused is not acknowledged again');
  const words = because && { because: { ...because, subjects } };
  return [{ type: 'RecallAcknowledged', data: { ...said, ...words, subjects, knownAs, items: scope.items, at } }];
};

/** Notice to somebody who was told what has gone since: raised once, acknowledged by the recipient alone. */
export const recall: Decider<Recall, RecallCommand, RecallEvent> = {
  initial: { status: 'absent' },

  decide(command, state) {
    switch (command.type) {
      case 'RaiseRecall':
        return raise(command.data, state);
      case 'AcknowledgeRecall':
        return acknowledge(command.data, state);
      default:
        return unreachable(command);
    }
  },

  evolve(state, { type, data }) {
    if (type === 'RecallRaised') {
      const { at: raisedAt, ...raised } = data;
      return { ...raised, status: 'open', raisedAt };
    }
    if (state.status === 'absent') return state;
    const { outcome, reason } = data;
    const acknowledged = { outcome, ...(reason !== undefined && { reason }) };
    return { ...state, status: outcome === 'in-part' ? 'open' : 'closed', acknowledged };
  },
};
