import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { newId } from '../contract/context.js';
import { OfAddress, OfInvolvement, RecordId } from '../contract/ids.js';
import { Records } from '../contract/operation.js';
import type { Receipt } from '../contract/written.js';
import { RecordInvolvement, ReviewItem } from './circumstances.bodies.js';
import { RecordAddress, Until } from './identity.bodies.js';
import { about, addressOf, involvementOf, recordPerson } from './recording.js';

/** Where somebody is, and who works with them. */
@ApiTags('People')
@Controller('people/:id')
export class WhereaboutsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('addresses', { summary: 'Record an address', description: 'Where the person lives, or lived, and when.' })
  recordAddress(@Param() { id }: RecordId, @Body() body: RecordAddress, @Asked() asking: Asking): Promise<Receipt> {
    const addressId = newId(asking);
    const data = { ...about(id, asking), ...addressOf(id, body, addressId) };
    return recordPerson(this.commands, { type: 'RecordAddress', data }, asking, addressId);
  }

  @Records('addresses/:addressId/endings', {
    summary: 'Say until when an address held',
    description: 'By the agency that recorded it.',
  })
  endAddress(
    @Param() { id, addressId }: OfAddress,
    @Body() { until }: Until,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), addressId, until };
    return recordPerson(this.commands, { type: 'EndAddress', data }, asking, addressId);
  }

  @Records('involvements', {
    summary: 'Record that the caller’s agency deals with a person',
    description: 'A reason to deal with this person; who holds the person’s id may always record its own.',
  })
  recordInvolvement(
    @Param() { id }: RecordId,
    @Body() body: RecordInvolvement,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const involvementId = newId(asking);
    const origin = body.origin ?? 'written';
    const data = { ...about(id, asking), ...involvementOf(id, body, involvementId), origin };
    return recordPerson(this.commands, { type: 'RecordInvolvement', data }, asking, involvementId);
  }

  @Records('involvements/:involvementId/endings', {
    summary: 'Say until when an involvement lasted',
    description: 'By the agency whose involvement it is.',
    urgent: true,
  })
  endInvolvement(
    @Param() { id, involvementId }: OfInvolvement,
    @Body() { until }: Until,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), involvementId, until };
    return recordPerson(this.commands, { type: 'EndInvolvement', data }, asking, involvementId);
  }

  @Records('location-reviews', {
    summary: 'Say whether an item tells where somebody is',
    description: 'The name, or an involvement, as its own agency has read it for that.',
    urgent: true,
  })
  reviewLocation(
    @Param() { id }: RecordId,
    @Body() { itemId, location }: ReviewItem,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), itemId, location, reviewer: asking.worker };
    return recordPerson(this.commands, { type: 'ReviewLocation', data }, asking);
  }
}
