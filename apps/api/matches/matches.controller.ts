import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { contextOf } from '../contract/context.js';
import { MatchId } from '../contract/ids.js';
import { Nothing } from '../contract/nothing.js';
import { Records } from '../contract/operation.js';
import { receipt, type Receipt } from '../contract/written.js';
import { HandleMatch } from './matches.handler.js';

const bySteward = { functions: ['steward'] } as const;

/** Whether two records are of one person. */
@ApiTags('Matches')
@Controller('matches')
export class MatchesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records(':id/confirmations', {
    summary: 'Confirm a match',
    description: 'The two records are of one person, and are read as one from here on.',
    ...bySteward,
  })
  confirmMatch(@Param() { id }: MatchId, @Body() _: Nothing, @Asked() asking: Asking): Promise<Receipt> {
    return this.handle('ConfirmMatch', id, asking);
  }

  @Records(':id/rejections', {
    summary: 'Reject a match',
    description: 'They are two people; the pair is not proposed again.',
    ...bySteward,
  })
  rejectMatch(@Param() { id }: MatchId, @Body() _: Nothing, @Asked() asking: Asking): Promise<Receipt> {
    return this.handle('RejectMatch', id, asking);
  }

  @Records(':id/undoings', {
    summary: 'Undo a match',
    description: 'A confirmed match taken back: the two records are strangers again, at once.',
    ...bySteward,
  })
  undoMatch(@Param() { id }: MatchId, @Body() _: Nothing, @Asked() asking: Asking): Promise<Receipt> {
    return this.handle('UndoMatch', id, asking);
  }

  private async handle(
    type: 'ConfirmMatch' | 'RejectMatch' | 'UndoMatch',
    matchId: string,
    asking: Asking,
  ): Promise<Receipt> {
    const command = { type, data: { matchId, steward: asking.worker } };
    const appended = await this.commands.execute(new HandleMatch(command, contextOf(asking, command)));
    return receipt(`matches/${matchId}`, matchId, appended);
  }
}
