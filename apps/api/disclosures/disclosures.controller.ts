import type { Confidential, PersonId } from '@hub/sharing';
import { Body, Controller, Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { contextOf, newId } from '../contract/context.js';
import { Records } from '../contract/operation.js';
import { receipt, type Receipt } from '../contract/written.js';
import { DeclineDisclosure, RecordDisclosure, type Recipient } from './disclosures.bodies.js';
import { HandleDisclosure, type EntryByHand } from './disclosures.handler.js';

/** What was told, or was not, outside the hub. */
@ApiTags('Disclosures')
@Controller()
export class DisclosuresController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('disclosures', {
    summary: 'Record a disclosure made by phone or in a meeting',
    description: 'Who was told what about whom, on which basis and why: an entry in the trail.',
    named: true,
  })
  recordDisclosure(@Body() body: RecordDisclosure, @Asked() asking: Asking): Promise<Receipt> {
    const { recipient, because, ...told } = body;
    const said = { recipient: recipientOf(recipient, body.subjects), because: wordsAbout(body.subjects, because) };
    return this.handle({ type: 'RecordManualDisclosure', data: { ...askedBy(asking), ...told, ...said } }, asking);
  }

  @Records('declined-disclosures', {
    summary: 'Record a decision not to share',
    description: 'A reasoned outcome, with the day on which it is looked at again.',
    named: true,
  })
  declineDisclosure(@Body() { because, ...entry }: DeclineDisclosure, @Asked() asking: Asking): Promise<Receipt> {
    const words = wordsAbout(entry.subjects, because);
    return this.handle({ type: 'DeclineDisclosure', data: { ...askedBy(asking), ...entry, because: words } }, asking);
  }

  private async handle(command: EntryByHand, asking: Asking): Promise<Receipt> {
    const { requestId } = command.data;
    const appended = await this.commands.execute(new HandleDisclosure(command, contextOf(asking, command)));
    return receipt(`disclosures/${requestId}`, requestId, appended);
  }
}

const askedBy = (asking: Asking) => ({
  requestId: newId(asking),
  agencyId: asking.agency,
  worker: asking.worker,
  role: asking.role,
  now: asking.at,
});

const wordsAbout = (subjects: readonly PersonId[], clear: string): Confidential => ({ subjects, clear });

const recipientOf = ({ agencyId, outside = '' }: Recipient, subjects: readonly PersonId[]) =>
  agencyId === undefined ? { outside: wordsAbout(subjects, outside) } : { agencyId };
