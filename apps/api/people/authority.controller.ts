import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { newId } from '../contract/context.js';
import { OfDispute, OfHolder, RecordId } from '../contract/ids.js';
import { Records } from '../contract/operation.js';
import type { Receipt } from '../contract/written.js';
import { AssessCompetence, DisputeResponsibility, RecordResponsibility } from './circumstances.bodies.js';
import { Until } from './identity.bodies.js';
import { about, inClear, recordPerson } from './recording.js';

/** Who decides for somebody, and whether they decide for themselves. */
@ApiTags('People')
@Controller('people/:id')
export class AuthorityController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('parental-responsibilities', {
    summary: 'Record parental responsibility',
    description: 'Who may decide for the child, how it came about and since when.',
  })
  recordResponsibility(
    @Param() { id }: RecordId,
    @Body() { ...said }: RecordResponsibility,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), ...said };
    return recordPerson(this.commands, { type: 'RecordParentalResponsibility', data }, asking, said.holder);
  }

  @Records('parental-responsibilities/:holder/endings', {
    summary: 'Say until when parental responsibility lasted',
    description: 'By any agency that is told.',
  })
  endResponsibility(
    @Param() { id, holder }: OfHolder,
    @Body() { until }: Until,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), holder, until };
    return recordPerson(this.commands, { type: 'EndParentalResponsibility', data }, asking, holder);
  }

  @Records('parental-responsibilities/:holder/disputes', {
    summary: 'Record that parental responsibility is in dispute',
    description: 'What this holder decided goes to review until the dispute is resolved.',
    urgent: true,
  })
  disputeResponsibility(
    @Param() { id, holder }: OfHolder,
    @Body() { from }: DisputeResponsibility,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const disputeId = newId(asking);
    const data = { ...about(id, asking), disputeId, holder, from };
    return recordPerson(this.commands, { type: 'DisputeParentalResponsibility', data }, asking, disputeId);
  }

  @Records('parental-responsibilities/:holder/disputes/:disputeId/resolutions', {
    summary: 'Say that a dispute is resolved',
    description: 'By any agency that is told.',
  })
  resolveDispute(
    @Param() { id, disputeId }: OfDispute,
    @Body() { until }: Until,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), disputeId, until };
    return recordPerson(this.commands, { type: 'ResolveParentalResponsibilityDispute', data }, asking, disputeId);
  }

  @Records('competence-findings', {
    summary: 'Record whether a child understands the decision',
    description: 'Gillick competence: who assessed it, when and why. At 16 it is presumed.',
  })
  assessCompetence(
    @Param() { id }: RecordId,
    @Body() { because, ...finding }: AssessCompetence,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const findingId = newId(asking);
    const data = { ...about(id, asking), findingId, ...finding, because: inClear(id, because) };
    return recordPerson(this.commands, { type: 'AssessCompetence', data }, asking, findingId);
  }
}
