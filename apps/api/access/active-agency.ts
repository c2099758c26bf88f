import { refuse } from '@hub/eventsourcing';
import type { Asking } from '@hub/platform';
import type { QueryBus } from '@nestjs/cqrs';
import { AskRegister } from '../register/register.queries.js';

/** Whether the caller's agency is active, as the register stands at the moment of asking. */
export const isActive = async (queries: QueryBus, { agency }: Pick<Asking, 'agency'>): Promise<boolean> => {
  const { agencies } = await queries.execute(new AskRegister());
  return agencies.get(agency)?.status === 'active';
};

export const refuseSuspended = (): never =>
  refuse(
    'request/agency-suspended',
    'while an agency is suspended it is shown nothing, and records only what protects or takes a permission away',
  );
