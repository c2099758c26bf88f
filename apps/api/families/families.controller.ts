import type { FamilyCommand } from '@hub/people';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { contextOf, newId } from '../contract/context.js';
import { OfMember, RecordId } from '../contract/ids.js';
import { Records } from '../contract/operation.js';
import { receipt, type Receipt } from '../contract/written.js';
import { Until } from '../people/identity.bodies.js';
import { FormFamily, JoinFamily, ReviewStory, TellStory } from './families.bodies.js';
import { HandleFamily } from './families.handler.js';

/** People linked for a time, each with a role. */
@ApiTags('Families')
@Controller('families')
export class FamiliesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('', {
    summary: 'Form a family',
    description: 'With its members, each of whom the caller’s agency has business with.',
    named: true,
  })
  formFamily(@Body() { members }: FormFamily, @Asked() asking: Asking): Promise<Receipt> {
    const familyId = newId(asking);
    const form: FamilyCommand = { type: 'FormFamily', data: about(familyId, asking) };
    return this.handle([form, ...members.map((member) => join(familyId, member, asking))], asking);
  }

  @Records(':id/members', { summary: 'Add a member to a family', description: 'Somebody who belongs to it, as what.' })
  addMember(@Param() { id }: RecordId, @Body() body: JoinFamily, @Asked() asking: Asking): Promise<Receipt> {
    return this.handle([join(id, body, asking)], asking);
  }

  @Records(':id/members/:personId/departures', {
    summary: 'Record that a member has left',
    description: 'They belong to the family no longer; what was recorded stays.',
  })
  memberLeaves(
    @Param() { id, personId }: OfMember,
    @Body() { until }: Until,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return this.handle([{ type: 'MemberLeaves', data: { ...about(id, asking), personId, until } }], asking);
  }

  @Records(':id/stories', {
    summary: 'Record what a family told',
    description: 'Their own account, in their words; each telling is a further version.',
  })
  tellStory(@Param() { id }: RecordId, @Body() body: TellStory, @Asked() asking: Asking): Promise<Receipt> {
    const { tellers, about: of, words, effectiveAt = asking.at } = body;
    const inClear = { subjects: [...new Set([...tellers, ...of])], clear: words };
    const data = { ...about(id, asking), tellers, about: of, words: inClear, effectiveAt };
    return this.handle([{ type: 'TellStory', data }], asking);
  }

  @Records(':id/story-reviews', {
    summary: 'Say whether a family’s story tells where somebody is',
    description: 'The newest telling, as the agency that was told it has read it for that.',
    urgent: true,
  })
  reviewStory(@Param() { id }: RecordId, @Body() { ...read }: ReviewStory, @Asked() asking: Asking): Promise<Receipt> {
    const data = { ...about(id, asking), ...read, reviewer: asking.worker };
    return this.handle([{ type: 'ReviewStory', data }], asking);
  }

  private async handle(commands: readonly [FamilyCommand, ...FamilyCommand[]], asking: Asking): Promise<Receipt> {
    const { familyId } = commands[0].data;
    const appended = await this.commands.execute(new HandleFamily(commands, contextOf(asking, ...commands)));
    return receipt(`families/${familyId}/view`, familyId, appended);
  }
}

const about = (familyId: string, { agency: agencyId, at: now }: Asking) => ({ familyId, agencyId, now });

const join = (familyId: string, { ...member }: JoinFamily, asking: Asking): FamilyCommand => ({
  type: 'AddMember',
  data: { ...about(familyId, asking), ...member },
});
