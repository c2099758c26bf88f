import type { ConsentCommand } from '@hub/consents';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { contextOf, newId } from '../contract/context.js';
import { RecordId } from '../contract/ids.js';
import { Records } from '../contract/operation.js';
import { periodOf } from '../contract/period.js';
import { receipt, type Receipt } from '../contract/written.js';
import { ConsentError, RecordConsent, WithdrawAllConsents, WithdrawConsent } from './consents.bodies.js';
import { HandleConsent } from './consents.handler.js';

/** Recorded permissions and refusals, and what became of them. */
@ApiTags('Consents')
@Controller()
export class ConsentsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('consents', {
    summary: 'Record a consent or a refusal',
    description: 'Who said what about whom, covering what, for how long. It holds as soon as it is acknowledged.',
    named: true,
    urgent: true,
  })
  recordConsent(@Body() body: RecordConsent, @Asked() asking: Asking): Promise<Receipt> {
    const { from: _, until: __, evidence, ...said } = body;
    const consentId = newId(asking);
    const proof = wordsAbout([body.subject, body.grantor], evidence);
    const data = { ...by(asking), ...said, consentId, period: periodOf(body), ...(proof && { evidence: proof }) };
    return this.handle({ type: 'RecordConsent', data }, asking, consentId);
  }

  @Records('consents/:id/withdrawals', {
    summary: 'Withdraw a consent',
    description: 'By any agency that is told. Nothing that is read later relies on it.',
    urgent: true,
  })
  withdrawConsent(@Param() { id }: RecordId, @Body() body: WithdrawConsent, @Asked() asking: Asking): Promise<Receipt> {
    return this.withdraw(body, { consentId: id }, asking);
  }

  @Records('people/:id/consent-withdrawals', {
    summary: 'Withdraw all consents of a grantor',
    description: 'Everything that this grantor has given about the person so far.',
    urgent: true,
  })
  withdrawAllConsents(
    @Param() { id }: RecordId,
    @Body() { grantor, ...said }: WithdrawAllConsents,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return this.withdraw({ ...said, subject: id }, { grantor }, asking);
  }

  @Records('consents/:id/errors', {
    summary: 'Say that a consent was entered in error',
    description: 'By the agency that recorded it: it was never given.',
  })
  enterInError(
    @Param() { id }: RecordId,
    @Body() { subject, because }: ConsentError,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const words = wordsAbout([subject], because);
    const data = {
      consentId: id,
      subject,
      agencyId: asking.agency,
      ...(words && { because: words }),
    };
    return this.handle({ type: 'EnterInError', data }, asking, id);
  }

  private withdraw(
    { subject, effectiveAt, because }: Pick<WithdrawConsent, 'subject' | 'effectiveAt' | 'because'>,
    withdraws: { readonly consentId: string } | { readonly grantor: string },
    asking: Asking,
  ): Promise<Receipt> {
    const words = wordsAbout([subject], because);
    const said = { subject, withdraws, effectiveAt: effectiveAt ?? asking.at, ...(words && { because: words }) };
    const id = 'consentId' in withdraws ? withdraws.consentId : subject;
    return this.handle({ type: 'WithdrawConsent', data: { ...by(asking), ...said } }, asking, id);
  }

  private async handle(command: ConsentCommand, asking: Asking, id: string): Promise<Receipt> {
    const appended = await this.commands.execute(new HandleConsent(command, contextOf(asking, command)));
    return receipt(`people/${command.data.subject}/consents`, id, appended);
  }
}

const by = ({ agency: agencyId, at: now }: Asking) => ({ agencyId, now });

const wordsAbout = (people: readonly string[], words: string | undefined) =>
  words === undefined ? undefined : { subjects: [...new Set(people)], clear: words };
