import { idFrom } from '@hub/vault';
import type { Context } from '@hub/eventsourcing';
import type { Asking } from '@hub/platform';

/** The id of a record that a command makes: a retry of the command names the same one. */
export const newId = ({ idSeed }: Pick<Asking, 'idSeed'>, name = 'record'): string => idFrom(idSeed, name);

/** What surrounds the command that a request asks for. */
export const contextOf = ({ agency, worker, correlationId, claim, expected }: Asking): Context => ({
  claim,
  metadata: { agency, actor: worker, correlationId },
  ...(expected !== undefined && { expected }),
});
