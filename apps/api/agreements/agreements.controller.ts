import type { AgreementCommand, AgreementEvent } from '@hub/agreements';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { forParty } from '../access/administrators.js';
import { contextOf, newId } from '../contract/context.js';
import { RecordId } from '../contract/ids.js';
import { Records } from '../contract/operation.js';
import { changed, Proposed, Versioned, type Receipt } from '../contract/written.js';
import {
  AgreementTerms,
  EndAgreement,
  ProposeAgreement,
  ResumeAgreement,
  ReviewAgreement,
  SignAgreement,
  SuspendAgreement,
} from './agreements.bodies.js';
import { HandleAgreement } from './agreements.handler.js';

/** Whoever works on the text: everybody reads it, and every command on the register goes through it. */
const drafters = ['administrator', 'information-governance'] as const;
const byAdministrator = { functions: ['administrator'], ifMatch: 'required' } as const;

/** Information-sharing agreements, from their draft to their end. */
@ApiTags('Register')
@Controller('agreements')
export class AgreementsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('', {
    summary: 'Draft an agreement',
    description: 'Version 1, by a party or the partnership. Nothing flows under it before every party has signed.',
    functions: drafters,
    answer: Versioned,
  })
  draftAgreement(@Body() { terms }: AgreementTerms, @Asked() asking: Asking): Promise<Receipt> {
    forParty(terms.parties, asking);
    const agreementId = newId(asking);
    return this.handle({ type: 'DraftAgreement', data: { agreementId, terms, by: asking.agency } }, asking);
  }

  @Records(':id/versions', {
    summary: 'Amend an agreement',
    description: 'A further version; the one before stays in force until this one is signed by all and has started.',
    functions: drafters,
    ifMatch: 'required',
    answer: Versioned,
  })
  amendAgreement(
    @Param() { id }: RecordId,
    @Body() { terms }: AgreementTerms,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return this.handle({ type: 'AmendAgreement', data: { ...by(asking, id), terms } }, asking);
  }

  @Records(':id/proposals', {
    summary: 'Propose a version',
    description: 'Lays it before the parties for signature, and names what it still says nothing about.',
    functions: drafters,
    ifMatch: 'optional',
    answer: Proposed,
  })
  proposeAgreement(
    @Param() { id }: RecordId,
    @Body() { version }: ProposeAgreement,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return this.handle({ type: 'ProposeAgreement', data: { ...by(asking, id), version } }, asking);
  }

  @Records(':id/signatures', {
    summary: 'Sign a version',
    description: 'For the caller’s agency. Once all parties have signed and it has started, it is in force.',
    ...byAdministrator,
  })
  signAgreement(
    @Param() { id }: RecordId,
    @Body() { ...signed }: SignAgreement,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const { agency: agencyId, worker: signatory, at: now } = asking;
    const data = { agreementId: id, now, agencyId, signatory, ...signed };
    return this.handle({ type: 'SignAgreement', data }, asking);
  }

  @Records(':id/suspensions', {
    summary: 'Suspend an agreement',
    description: 'From here on nothing flows under it, until whoever suspended it resumes it.',
    ...byAdministrator,
    urgent: true,
  })
  suspendAgreement(
    @Param() { id }: RecordId,
    @Body() { reason }: SuspendAgreement,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return this.handle({ type: 'SuspendAgreement', data: { ...by(asking, id), reason } }, asking);
  }

  @Records(':id/resumptions', {
    summary: 'Resume an agreement',
    description: 'Takes the caller’s own suspension back.',
    functions: ['administrator'],
    ifMatch: 'optional',
  })
  resumeAgreement(
    @Param() { id }: RecordId,
    @Body() { reason }: ResumeAgreement,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return this.handle({ type: 'ResumeAgreement', data: { ...by(asking, id), reason } }, asking);
  }

  @Records(':id/endings', {
    summary: 'End an agreement',
    description: 'For good: nothing flows under it again.',
    ...byAdministrator,
    urgent: true,
  })
  endAgreement(@Param() { id }: RecordId, @Body() { reason }: EndAgreement, @Asked() asking: Asking): Promise<Receipt> {
    return this.handle({ type: 'EndAgreement', data: { ...by(asking, id), reason } }, asking);
  }

  @Records(':id/reviews', {
    summary: 'Record a review',
    description: 'It has been reviewed, and is to be reviewed next on this day.',
    functions: drafters,
    ifMatch: 'optional',
  })
  reviewAgreement(
    @Param() { id }: RecordId,
    @Body() { reviewOn }: ReviewAgreement,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return this.handle({ type: 'ReviewAgreement', data: { ...by(asking, id), reviewOn } }, asking);
  }

  private async handle(command: AgreementCommand, asking: Asking): Promise<Receipt> {
    const { agreementId } = command.data;
    const { events, ...appended } = await this.commands.execute(
      new HandleAgreement(command, contextOf(asking, command)),
    );
    return changed(`agreements/${agreementId}`, agreementId, appended, moreFrom(events[0]));
  }
}

const by = ({ agency, at: now }: Asking, agreementId: string) => ({ agreementId, by: agency, now });

/** What a receipt says besides: the number of a new version, the gaps of a proposal. */
const moreFrom = (event: AgreementEvent | undefined) => {
  switch (event?.type) {
    case 'AgreementDrafted':
    case 'AgreementAmended':
      return { version: event.data.version };
    case 'AgreementProposed':
      return { gaps: event.data.gaps };
    default:
      return {};
  }
};
