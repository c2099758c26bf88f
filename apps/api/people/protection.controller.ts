import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { newId } from '../contract/context.js';
import { OfFinding, OfRestriction, OfWorker, RecordId } from '../contract/ids.js';
import { Nothing } from '../contract/nothing.js';
import { Records } from '../contract/operation.js';
import { restrictionOf, RestrictPerson } from '../contract/restriction.body.js';
import type { Receipt } from '../contract/written.js';
import { RecordConflict, RecordHarm } from './circumstances.bodies.js';
import { about, inClear, recordPerson } from './recording.js';

/** What keeps information about somebody from others. */
@ApiTags('People')
@Controller('people/:id')
export class ProtectionController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('restrictions', {
    summary: 'Hide a person, or some of what is known about them',
    description: 'A protected address, a court order, an adoption, an exclusion of workers, a seal.',
    urgent: true,
  })
  restrictPerson(@Param() { id }: RecordId, @Body() body: RestrictPerson, @Asked() asking: Asking): Promise<Receipt> {
    const restriction = restrictionOf(newId(asking), body);
    const because = body.because === undefined ? {} : { because: inClear(id, body.because) };
    const data = { ...about(id, asking), restriction, ...because };
    return recordPerson(this.commands, { type: 'ImposeRestriction', data }, asking, restriction.id);
  }

  @Records('restrictions/:restrictionId/liftings', {
    summary: 'Lift a restriction of a person',
    description: 'By the agency that imposed it.',
  })
  liftRestriction(
    @Param() { id, restrictionId }: OfRestriction,
    @Body() _: Nothing,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), restrictionId, at: asking.at };
    return recordPerson(this.commands, { type: 'LiftRestriction', data }, asking, restrictionId);
  }

  @Records('conflicts-of-interest', {
    summary: 'Record a conflict of interest',
    description: 'This worker is told nothing about this person; an inferred conflict is flagged for review.',
    urgent: true,
  })
  recordConflict(
    @Param() { id }: RecordId,
    @Body() { worker, kind }: RecordConflict,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const type = kind === 'declared' ? 'DeclareConflict' : 'InferConflict';
    return recordPerson(this.commands, { type, data: { ...about(id, asking), worker } }, asking, worker);
  }

  @Records('conflicts-of-interest/:worker/clearances', {
    summary: 'Clear a conflict of interest',
    description: 'By the agency that recorded it.',
  })
  clearConflict(@Param() { id, worker }: OfWorker, @Body() _: Nothing, @Asked() asking: Asking): Promise<Receipt> {
    return recordPerson(
      this.commands,
      { type: 'ClearConflict', data: { ...about(id, asking), worker } },
      asking,
      worker,
    );
  }

  @Records('harm-findings', {
    summary: 'Record that telling would do more harm than not telling',
    description: 'What it reaches is declined until it is closed, also where there is a duty to share.',
    urgent: true,
  })
  recordHarm(
    @Param() { id }: RecordId,
    @Body() { because, ...finding }: RecordHarm,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const made = { id: newId(asking), at: asking.at, ...finding };
    const data = { ...about(id, asking), finding: made, because: inClear(id, because) };
    return recordPerson(this.commands, { type: 'RecordHarmFinding', data }, asking, made.id);
  }

  @Records('harm-findings/:findingId/closures', {
    summary: 'Close a finding of harm',
    description: 'By the agency that recorded it.',
  })
  closeHarm(@Param() { id, findingId }: OfFinding, @Body() _: Nothing, @Asked() asking: Asking): Promise<Receipt> {
    const data = { ...about(id, asking), findingId };
    return recordPerson(this.commands, { type: 'CloseHarmFinding', data }, asking, findingId);
  }
}
