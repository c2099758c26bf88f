import { askHub, problemIn, type Hub, type Problem } from '../hub/request.js';
import { stop } from '../outcome.js';
import { faultOf, type Fault } from './fault.js';
import type { Parcel } from './row-key.js';

/** What the hub made of a row. */
export type Sent =
  | { readonly outcome: 'stored' | 'stored-before'; readonly personId: string }
  | { readonly outcome: 'changed' | 'refused'; readonly faults: readonly Fault[] };

const stored = async (response: Response): Promise<Sent> => {
  const { id } = (await response.json()) as { readonly id?: unknown };
  if (typeof id !== 'string') return stop('failed', 'what answers at this address is not a hub');
  const before = response.headers.get('idempotency-replayed') === 'true';
  return { outcome: before ? 'stored-before' : 'stored', personId: id };
};

/** Answers that every row would get. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: 'the hub does not accept the token; it may have expired',
  403: 'the hub does not let this worker register people',
  404: 'there is no hub at this address',
};

/** What the hub says is wrong with a row: its codes and sentences never hold a value. */
const faultsIn = ({ code, title, errors }: Problem, status: number): readonly Fault[] => {
  if (errors?.length)
    return errors.map(({ pointer, code: each, detail }) => ({ code: each, column: pointer, reason: detail }));
  return [{ code: code ?? `http/${status}`, reason: title ?? 'the hub refused the row' }];
};

const refused = async (response: Response): Promise<Sent> => {
  const problem = await problemIn(response);
  const { status } = response;
  const refusal = REFUSALS[status];
  if (refusal !== undefined) return stop('refused', `${refusal} (${problem.code ?? status})`);
  if (problem.code === 'request/key-reused')
    return { outcome: 'changed', faults: [faultOf('import/already-imported-differently')] };
  if (status === 429 || status >= 500) return stop('failed', `the hub could not store a row for too long (${status})`);
  return { outcome: 'refused', faults: faultsIn(problem, status) };
};

/** Asks the hub to register one person. A person it has already is not stored again. */
export const send = async (hub: Hub, { key, body }: Parcel): Promise<Sent> => {
  const response = await askHub(hub, { method: 'POST', path: 'people', headers: { 'idempotency-key': key }, body });
  return response.status === 201 ? stored(response) : refused(response);
};
