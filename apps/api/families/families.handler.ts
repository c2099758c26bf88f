import { fold, handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { family, type FamilyCommand, type FamilyEvent } from '@hub/people';
import type { PersonId } from '@hub/sharing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Business } from '../access/business.js';
import type { RecordsOf } from '../access/records-of.js';
import { together, type Together } from './together.js';
import { BUSINESS, EVENT_STORE, RECORDS_OF } from '../tokens.js';

/** Commands about one family, carried out together or not at all. */
export class HandleFamily extends Command<Appended> {
  constructor(
    readonly commands: readonly [FamilyCommand, ...FamilyCommand[]],
    readonly context: Context,
  ) {
    super();
  }
}

const streamOf = ({ data }: Together<FamilyCommand>): string => `family-${data.commands[0]?.data.familyId ?? ''}`;

const peopleIn = ({ type, data }: FamilyCommand): readonly PersonId[] => {
  if (type === 'TellStory') return [...data.tellers, ...data.about];
  return 'personId' in data ? [data.personId] : [];
};

@CommandHandler(HandleFamily)
export class FamilyHandler implements ICommandHandler<HandleFamily> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(RECORDS_OF) private readonly recordsOf: RecordsOf,
  ) {
    this.handle = handlerOf({ store, decider: together(family), streamOf, eventId });
  }

  async execute({ commands, context }: HandleFamily): Promise<Appended> {
    const [{ type, data }] = commands;
    if (type !== 'FormFamily') await this.business.withFamily(data.agencyId, data.familyId);
    await this.business.withPeople(data.agencyId, commands.flatMap(peopleIn));
    const named = await Promise.all(commands.map((command) => this.asMembers(command)));
    return this.handle({ type: 'Together', data: { commands: named.flat() } }, context);
  }

  /** Whoever leaves, by every record that the family has of them: who says so may know them by another. */
  private async asMembers(command: FamilyCommand): Promise<readonly FamilyCommand[]> {
    if (command.type !== 'MemberLeaves') return [command];
    const { familyId, personId, until } = command.data;
    const { memberships } = fold(family, await this.store.read<FamilyEvent>(`family-${familyId}`));
    const since = new Map(memberships.map((member) => [member.personId, member.period.from]));
    const leaves = (record: PersonId): boolean => record === personId || (since.get(record) ?? until) <= until;
    const members = (await this.recordsOf(personId)).filter((record) => since.has(record) && leaves(record));
    if (members.length === 0) return [command];
    return members.map((member) => ({ ...command, data: { ...command.data, personId: member } }));
  }
}
