import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { AgencyCommand } from '@hub/agencies';
import { Asked, type Asking } from '@hub/platform';
import { contextOf } from '../contract/context.js';
import { AgencyId } from '../contract/ids.js';
import { Records } from '../contract/operation.js';
import { receipt, type Receipt } from '../contract/written.js';
import { forAgency, notByItself, PARTNERSHIP } from '../access/administrators.js';
import {
  RegisterAgency,
  RegisterClient,
  RegisterRole,
  ReinstateAgency,
  RemoveClient,
  RemoveRole,
  SuspendAgency,
} from './agencies.bodies.js';
import { HandleAgency } from './agencies.handler.js';

const administrator = ['administrator'] as const;

/** The members of the partnership, their roles and their systems. */
@ApiTags('Register')
@Controller('agencies')
export class AgenciesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('', {
    summary: 'Register an agency',
    description: 'A new member of the partnership, by an administrator of the partnership itself.',
    functions: administrator,
  })
  registerAgency(@Body() { id, ...data }: RegisterAgency, @Asked() asking: Asking): Promise<Receipt> {
    forAgency(PARTNERSHIP, asking);
    return this.handle({ type: 'RegisterAgency', data: { agencyId: id, ...data } }, asking);
  }

  @Records(':id/roles', {
    summary: 'Register a role of an agency',
    description:
      'What the role may do, and whom its workers deal with. A role that is there already is changed. ' +
      'Stewards reach across agencies: only an administrator of the partnership itself makes one.',
    functions: administrator,
  })
  registerRole(@Param() { id }: AgencyId, @Body() role: RegisterRole, @Asked() asking: Asking): Promise<Receipt> {
    forAgency(role.functions.includes('steward') ? PARTNERSHIP : id, asking);
    return this.handle({ type: 'RegisterRole', data: { agencyId: id, role, ...by(asking) } }, asking);
  }

  @Records(':id/role-removals', {
    summary: 'Remove a role of an agency',
    description: 'Its workers’ tokens are accepted no longer. Nobody removes the role that they act in.',
    functions: administrator,
    urgent: true,
  })
  removeRole(@Param() { id }: AgencyId, @Body() { code: role }: RemoveRole, @Asked() asking: Asking): Promise<Receipt> {
    forAgency(id, asking);
    notByItself(asking.agency === id && asking.role === role);
    return this.handle({ type: 'RemoveRole', data: { agencyId: id, role, ...by(asking) } }, asking);
  }

  @Records(':id/clients', {
    summary: 'Register a system of an agency',
    description: 'Whoever presents tokens of this client, by this issuer, acts for the agency.',
    functions: administrator,
  })
  registerClient(
    @Param() { id }: AgencyId,
    @Body() { clientId, issuer }: RegisterClient,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    forAgency(id, asking);
    return this.handle(
      { type: 'RegisterClient', data: { agencyId: id, issuer: issuer ?? asking.issuer, clientId } },
      asking,
    );
  }

  @Records(':id/client-removals', {
    summary: 'Remove a system of an agency',
    description: 'Its tokens are accepted no longer. Nobody removes the system by which they act.',
    functions: administrator,
    urgent: true,
  })
  removeClient(
    @Param() { id }: AgencyId,
    @Body() { clientId, issuer }: RemoveClient,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    forAgency(id, asking);
    const client = { issuer: issuer ?? asking.issuer, clientId };
    notByItself(client.issuer === asking.issuer && clientId === asking.clientId);
    return this.handle({ type: 'RemoveClient', data: { agencyId: id, ...client, ...by(asking) } }, asking);
  }

  @Records(':id/suspensions', {
    summary: 'Suspend an agency',
    description: 'From here on nothing flows to it or from it.',
    functions: administrator,
    urgent: true,
  })
  suspendAgency(
    @Param() { id }: AgencyId,
    @Body() { reason }: SuspendAgency,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    forAgency(PARTNERSHIP, asking);
    return this.handle({ type: 'SuspendAgency', data: { agencyId: id, reason } }, asking);
  }

  @Records(':id/reinstatements', {
    summary: 'Reinstate an agency',
    description: 'What flowed before its suspension may flow again.',
    functions: administrator,
  })
  reinstateAgency(
    @Param() { id }: AgencyId,
    @Body() { reason }: ReinstateAgency,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    forAgency(PARTNERSHIP, asking);
    return this.handle({ type: 'ReinstateAgency', data: { agencyId: id, reason } }, asking);
  }

  private async handle(command: AgencyCommand, asking: Asking): Promise<Receipt> {
    const { agencyId } = command.data;
    const appended = await this.commands.execute(new HandleAgency(command, contextOf(asking, command)));
    return receipt(`agencies/${agencyId}`, agencyId, appended);
  }
}

/** Which agency asks, in which role and by which of its systems. */
const by = ({ agency, role, issuer, clientId }: Asking) => ({ by: agency, as: { role, issuer, clientId } });
