import { refuse, takenEffect, unreachable, type Command, type Decider, type Instant } from '@hub/eventsourcing';
import type { AgencyId, FamilyId, Period, PersonId, WorkerId } from '@hub/sharing';
import type { InClear } from './content.js';
import type { FamilyEvent, FamilyRole } from './events.js';
import { checkEnd, checkHappened, holdsAt } from './times.js';

type AboutFamily<T extends string, D extends object> = Command<
  T,
  { readonly familyId: FamilyId; readonly agencyId: AgencyId; readonly now: Instant } & Readonly<D>
>;

export type FamilyCommand =
  | AboutFamily<'FormFamily', object>
  | AboutFamily<'AddMember', { personId: PersonId; role: FamilyRole; from: Instant }>
  | AboutFamily<'MemberLeaves', { personId: PersonId; until: Instant }>
  | AboutFamily<
      'TellStory',
      { tellers: readonly PersonId[]; about: readonly PersonId[]; words: InClear; effectiveAt: Instant }
    >
  | AboutFamily<'ReviewStory', { version: number; reviewer: WorkerId; location: 'reveals' | 'checked' }>;

/** Somebody's time in the family; whoever came back is here twice. */
interface Membership {
  readonly personId: PersonId;
  readonly role: FamilyRole;
  readonly period: Period;
}

export interface Family {
  readonly formed: boolean;
  readonly memberships: readonly Membership[];
  /** The newest telling; 0 while the story is untold. */
  readonly version: number;
  readonly toldTo?: AgencyId;
}

const LONGEST_STORY = 20_000;

type Decide<T extends FamilyCommand['type']> = (
  data: Extract<FamilyCommand, { type: T }>['data'],
  state: Family,
) => readonly FamilyEvent[];

const lastMembership = ({ memberships }: Family, personId: PersonId) =>
  memberships.findLast((member) => member.personId === personId);

const addMember: Decide<'AddMember'> = ({ now, ...record }, state) => {
  const last = lastMembership(state, record.personId);
  if (last && last.period.until === undefined) {
    if (last.role === record.role) return [];
    refuse('people/already-a-member', 'a member has one role at a time; they leave it before taking another');
  }
  checkHappened(record.from, now);
  return [{ type: 'FamilyMemberJoined', data: record }];
};

const memberLeaves: Decide<'MemberLeaves'> = ({ now, ...record }, state) => {
  const last = lastMembership(state, record.personId);
  if (!last) return refuse('people/not-a-member', 'nobody leaves a family that they were not in');
  if (last.period.until !== undefined) return [];
  checkHappened(record.until, now);
  checkEnd(last.period.from, record.until);
  return [{ type: 'FamilyMemberLeft', data: record }];
};

const tellStory: Decide<'TellStory'> = ({ now, ...record }, { version }) => {
  const { tellers, about, words, effectiveAt } = record;
  if (tellers.length === 0) refuse('people/teller-missing', 'a story is told by somebody');
  if (about.length === 0) refuse('people/nobody-in-the-story', 'a story is about somebody');
  const people = new Set([...tellers, ...about]);
  if (people.size !== new Set(words.subjects).size || !words.subjects.every((subject) => people.has(subject)))
    refuse('people/story-of-others', 'the words belong to those who tell the story and those it is about');
  if (words.clear.trim() === '') refuse('people/story-empty', 'a story has words');
  if (words.clear.length > LONGEST_STORY) refuse('people/story-too-long', 'a story has at most 20,000 characters');
  checkHappened(effectiveAt, now);
  return [{ type: 'FamilyStoryTold', data: { ...record, version: version + 1 } }];
};

const reviewStory: Decide<'ReviewStory'> = ({ now: _, ...record }, { version, toldTo }) => {
  if (version === 0 || record.version !== version)
    refuse('people/story-retold', 'only the newest telling can be reviewed');
  if (toldTo !== record.agencyId)
    refuse('people/not-your-record', 'only the agency that was told the story may review it');
  return [{ type: 'FamilyStoryReviewed', data: record }];
};

/** People linked for a time, each with a role, and their own account of it. */
export const family: Decider<Family, FamilyCommand, FamilyEvent> = {
  initial: { formed: false, memberships: [], version: 0 },

  decide({ type, data }, state) {
    if (type === 'FormFamily') {
      if (state.formed) return refuse('people/already-formed', 'a family is formed once');
      const { now: _, ...record } = data;
      return [{ type: 'FamilyFormed', data: record }];
    }
    if (!state.formed) return refuse('people/no-such-family', 'there is no such family');
    switch (type) {
      case 'AddMember':
        return addMember(data, state);
      case 'MemberLeaves':
        return memberLeaves(data, state);
      case 'TellStory':
        return tellStory(data, state);
      case 'ReviewStory':
        return reviewStory(data, state);
      default:
        return unreachable(type);
    }
  },

  evolve(state, event) {
    const { type, data } = event;
    switch (type) {
      case 'FamilyFormed':
        return { ...state, formed: true };
      case 'FamilyMemberJoined': {
        const { personId, role } = data;
        const period = { from: takenEffect(data.from, event) };
        return { ...state, memberships: [...state.memberships, { personId, role, period }] };
      }
      case 'FamilyMemberLeft': {
        const left = lastMembership(state, data.personId);
        const until = takenEffect(data.until, event);
        const memberships = state.memberships.map((member) =>
          member === left ? { ...member, period: { ...member.period, until } } : member,
        );
        return { ...state, memberships };
      }
      case 'FamilyStoryTold':
        return { ...state, version: data.version, toldTo: data.agencyId };
      default:
        return state;
    }
  },
};

/** The members at this instant, each once. */
export const membersAt = ({ memberships }: Family, at: Instant): readonly PersonId[] => [
  ...new Set(memberships.filter(({ period }) => holdsAt(period, at)).map(({ personId }) => personId)),
];
