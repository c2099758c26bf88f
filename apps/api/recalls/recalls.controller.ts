import { Asked, type Asking } from '@hub/platform';
import type { AcknowledgeRecall as Acknowledging } from '@hub/recalls';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { contextOf } from '../contract/context.js';
import { RecordId } from '../contract/ids.js';
import { Records } from '../contract/operation.js';
import { changed, type Receipt } from '../contract/written.js';
import { AcknowledgeRecall } from './recalls.bodies.js';
import { HandleRecall } from './recalls.handler.js';

/** What a recipient says has become of what it was told. */
@ApiTags('Recalls')
@Controller('recalls')
export class RecallsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records(':id/acknowledgements', {
    summary: 'Acknowledge a recall',
    description:
      'By the agency that it is for, suspended or not: what is done or refused is closed, what is done in part stays open. ' +
      'Information governance alone refuses, for a lawful reason.',
    ifMatch: 'optional',
    urgent: true,
  })
  async acknowledgeRecall(
    @Param() { id: recallId }: RecordId,
    @Body() { outcome, reason, because }: AcknowledgeRecall,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const { agency: agencyId, worker, role, functions, at: now } = asking;
    const data = {
      ...{ recallId, agencyId, worker, role, outcome, now },
      ...(reason !== undefined && { reason }),
      // Whom it is about follows from the recall.
      ...(because !== undefined && { because: { subjects: [], clear: because } }),
      informationGovernance: functions.includes('information-governance'),
    };
    const command: Acknowledging = { type: 'AcknowledgeRecall', data };
    const appended = await this.commands.execute(new HandleRecall(command, contextOf(asking, command)));
    return changed(`recalls/${recallId}`, recallId, appended);
  }
}
