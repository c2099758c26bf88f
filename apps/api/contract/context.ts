import { idFrom } from '@hub/vault';
import type { Context } from '@hub/eventsourcing';
import type { Asking } from '@hub/platform';
import { refuseSuspended } from '../access/active-agency.js';
import { narrows, type Given } from '../access/while-suspended.js';

/** The id of a record that a command makes: a retry of the command names the same one. */
export const newId = ({ idSeed }: Pick<Asking, 'idSeed'>, name = 'record'): string => idFrom(idSeed, name);

/** What surrounds the commands that a request gives. Refuses those that a suspended agency may not give. */
export const contextOf = (asking: Asking, ...given: readonly [Given, ...Given[]]): Context => {
  const { active, answered, agency, worker, correlationId, claim, expected } = asking;
  if (!active && !answered && !given.every(narrows)) refuseSuspended();
  return {
    claim,
    metadata: { agency, actor: worker, correlationId },
    ...(expected !== undefined && { expected }),
  };
};
