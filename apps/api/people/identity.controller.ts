import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { newId } from '../contract/context.js';
import { RecordId } from '../contract/ids.js';
import { Records } from '../contract/operation.js';
import type { Receipt } from '../contract/written.js';
import { CorrectBirthDate, CorrectName, RecordIdentifier, RegisterPerson } from './identity.bodies.js';
import { about, addressOf, inClear, involvementOf, recordPerson } from './recording.js';

/** Who somebody is. */
@ApiTags('People')
@Controller('people')
export class IdentityController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('', {
    summary: 'Register a person',
    description:
      'With all that the caller’s agency knows of them, and its reason to deal with them: all of it is recorded, or nothing.',
  })
  registerPerson(@Body() body: RegisterPerson, @Asked() asking: Asking): Promise<Receipt> {
    const personId = newId(asking);
    const { dateOfBirth, identifiers = [], addresses = [], involvement } = body;
    const data = {
      ...about(personId, asking),
      name: inClear(personId, body.name),
      ...(dateOfBirth !== undefined && { dateOfBirth: inClear(personId, dateOfBirth) }),
      origin: body.origin ?? ('written' as const),
      identifiers: identifiers.map((each) => numberOf(personId, each)),
      addresses: addresses.map((each, index) => addressOf(personId, each, newId(asking, `address-${index}`))),
      involvement: involvement
        ? involvementOf(personId, involvement, newId(asking, 'involvement'))
        : registrar(personId, asking),
    };
    return recordPerson(this.commands, { type: 'RegisterPerson', data }, asking);
  }

  @Records(':id/names', { summary: 'Correct a name', description: 'By the agency that registered the person.' })
  correctName(@Param() { id }: RecordId, @Body() body: CorrectName, @Asked() asking: Asking): Promise<Receipt> {
    const data = { ...about(id, asking), name: inClear(id, body.name), origin: body.origin ?? 'written' };
    return recordPerson(this.commands, { type: 'CorrectName', data }, asking);
  }

  @Records(':id/birth-dates', {
    summary: 'Correct a date of birth',
    description: 'By the agency that registered the person.',
  })
  correctBirthDate(
    @Param() { id }: RecordId,
    @Body() { dateOfBirth }: CorrectBirthDate,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), dateOfBirth: inClear(id, dateOfBirth) };
    return recordPerson(this.commands, { type: 'CorrectDateOfBirth', data }, asking);
  }

  @Records(':id/identifiers', {
    summary: 'Record a number by which others know a person',
    description: 'An NHS number, a unique pupil number, or the agency’s own.',
  })
  recordIdentifier(
    @Param() { id }: RecordId,
    @Body() body: RecordIdentifier,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return recordPerson(
      this.commands,
      { type: 'RecordIdentifier', data: { ...about(id, asking), ...numberOf(id, body) } },
      asking,
    );
  }
}

const numberOf = (personId: string, { scheme, value }: RecordIdentifier) => ({
  scheme,
  value: inClear(personId, value),
});

/** Whoever registers somebody deals with them, from now on. */
const registrar = (personId: string, asking: Asking) => ({
  involvementId: newId(asking, 'involvement'),
  workers: [asking.worker],
  role: asking.role,
  service: inClear(personId, 'Registered the person'),
  period: { from: asking.at },
  fromNowOn: true as const,
});
