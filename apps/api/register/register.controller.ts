import type { Agency } from '@hub/agencies';
import { agreementRevision, agreementStatus, inForceAt, reviewOverdue, type Agreement } from '@hub/agreements';
import { refuse } from '@hub/eventsourcing';
import { PURPOSES } from '@hub/sharing';
import { Controller, Inject, Param, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, CURSORS, type Asking, type Cursors } from '@hub/platform';
import { cursorsOf } from '../contract/cursors.js';
import { AgencyId, RecordId } from '../contract/ids.js';
import { Shows } from '../contract/operation.js';
import { PageQuery } from '../contract/paging.js';
import { Revised, Tagged } from '../contract/revised.js';
import { AgenciesAnswer, AgencyAnswer, AgreementAnswer, AgreementsAnswer, PurposesAnswer } from './register.answers.js';
import { pageById } from './page-by-id.js';
import { AskRegister } from './register.queries.js';

/** Members, agreements and purposes: what everybody may know. */
@ApiTags('Register')
@Controller()
export class RegisterController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Shows('agencies', {
    summary: 'List the agencies',
    description: 'The members of the partnership, suspended ones included.',
    answer: AgenciesAnswer,
  })
  async listAgencies(@Query() { limit, after }: PageQuery, @Asked() asking: Asking) {
    const cursors = cursorsOf<string>(this.cursors, asking, 'agencies', {});
    const from = cursors.after(after);
    const { agencies } = await this.queries.execute(new AskRegister());
    const { items, next } = pageById([...agencies.values()].map(agencyAnswer), { limit, ...from });
    return { items, page: cursors.page(next) };
  }

  @Shows('agencies/:id', { summary: 'Show an agency', description: 'With its roles.', answer: AgencyAnswer })
  async showAgency(@Param() { id }: AgencyId) {
    const { agencies } = await this.queries.execute(new AskRegister());
    return agencyAnswer(agencies.get(id) ?? absent());
  }

  @Shows('agreements', {
    summary: 'List the agreements',
    description: 'Where each of them stands now.',
    answer: AgreementsAnswer,
  })
  async listAgreements(@Query() { limit, after }: PageQuery, @Asked() asking: Asking) {
    const cursors = cursorsOf<string>(this.cursors, asking, 'agreements', {});
    const from = cursors.after(after);
    const { agreements } = await this.queries.execute(new AskRegister());
    const all = [...agreements.values()].map((each) => summary(each, asking.at));
    const { items, next } = pageById(all, { limit, ...from });
    return { items, page: cursors.page(next) };
  }

  @Shows('agreements/:id', {
    summary: 'Show an agreement',
    description: 'All its versions. Its ETag is what If-Match wants: how often it has changed.',
    answer: AgreementAnswer,
  })
  @UseInterceptors(Tagged)
  async showAgreement(@Param() { id }: RecordId, @Asked() { at }: Asking) {
    const { agreements, changes } = await this.queries.execute(new AskRegister());
    const found = agreements.get(id) ?? absent();
    return new Revised({ ...summary(found, at), versions: versionsOf(found) }, agreementRevision(changes, id));
  }

  @Shows('purposes', { summary: 'List the purposes', description: 'The codes for `purpose`.', answer: PurposesAnswer })
  listPurposes() {
    return { items: Object.entries(PURPOSES).map(([code, purpose]) => ({ code, ...purpose })), page: {} };
  }
}

const absent = (): never => refuse('request/not-found', 'there is no such record, or not for you');

const agencyAnswer = ({ clients: _, ...agency }: Agency) => agency;

const summary = (agreement: Agreement, at: string) => {
  const newest = agreement.versions.at(-1) ?? agreement.versions[0];
  const inForce = inForceAt(agreement, at)?.number;
  return {
    id: agreement.id,
    title: newest.terms.title,
    status: agreementStatus(agreement, at),
    parties: newest.terms.parties,
    ...(inForce !== undefined && { inForce }),
    reviewOverdue: reviewOverdue(agreement, at),
  };
};

/** Who signed for a party is the party's own affair; in what capacity, everybody's. */
const versionsOf = ({ versions }: Agreement) =>
  versions.map(({ signatures, ...version }) => ({
    ...version,
    signatures: signatures.map(({ signatory: _, ...signature }) => signature),
  }));
