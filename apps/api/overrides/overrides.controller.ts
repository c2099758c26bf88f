import type { OverrideCommand } from '@hub/overrides';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { contextOf, newId } from '../contract/context.js';
import { RecordId } from '../contract/ids.js';
import { Nothing } from '../contract/nothing.js';
import { Records } from '../contract/operation.js';
import { Changed, changed, type Receipt } from '../contract/written.js';
import { OpenOverride, ReviewOverride } from './overrides.bodies.js';
import { HandleOverride } from './overrides.handler.js';

/** Emergency access: opened for a reason and a time, reviewed by somebody else. */
@ApiTags('Overrides')
@Controller('overrides')
export class OverridesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('', {
    summary: 'Open an override',
    description: 'Access beyond normal permission for a short time. It is alerted and reviewed; hard bars stay shut.',
    named: true,
    answer: Changed,
    urgent: true,
  })
  openOverride(@Body() { subjects, because, minutes }: OpenOverride, @Asked() asking: Asking): Promise<Receipt> {
    const data = {
      ...about(newId(asking), asking),
      worker: asking.worker,
      subjects,
      because: { subjects, clear: because },
      ...(minutes !== undefined && { minutes }),
    };
    return this.handle({ type: 'OpenOverride', data }, asking);
  }

  @Records(':id/closings', {
    summary: 'Close an override',
    description: 'Before its time is up, by who opened it or by information governance.',
    ifMatch: 'optional',
    urgent: true,
  })
  closeOverride(@Param() { id }: RecordId, @Body() _: Nothing, @Asked() asking: Asking): Promise<Receipt> {
    const data = { ...about(id, asking), worker: asking.worker, informationGovernance: governs(asking) };
    return this.handle({ type: 'CloseOverride', data }, asking);
  }

  @Records(':id/reviews', {
    summary: 'Review an override',
    description: 'Whether it was justified, by information governance, never by who opened it.',
    functions: ['information-governance'],
    ifMatch: 'optional',
    urgent: true,
  })
  reviewOverride(
    @Param() { id }: RecordId,
    @Body() { finding, because }: ReviewOverride,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = {
      ...about(id, asking),
      reviewer: asking.worker,
      informationGovernance: governs(asking),
      finding,
      because: { subjects: [], clear: because },
    };
    return this.handle({ type: 'ReviewOverride', data }, asking);
  }

  private async handle(command: OverrideCommand, asking: Asking): Promise<Receipt> {
    const { overrideId } = command.data;
    const appended = await this.commands.execute(new HandleOverride(command, contextOf(asking, command)));
    return changed(`overrides/${overrideId}`, overrideId, appended);
  }
}

const about = (overrideId: string, { agency: agencyId, at: now }: Asking) => ({ overrideId, agencyId, now });

const governs = ({ functions }: Asking): boolean => functions.includes('information-governance');
