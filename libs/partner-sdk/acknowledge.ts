import { createHash } from 'node:crypto';
import { isTrouble, retryAfterOf, tokenFor, type HubAccess } from './content.js';
import { PartnerError } from './failure.js';

/**
 * What has become of what a recall names. What is done in part stays open; what is done is closed, for the recall as a whole. To
 * refuse one is for information governance, at the hub.
 */
export type RecallOutcome = 'done' | 'in-part';

/** Says so to the hub. `closed`: somebody of yours has closed the recall before. */
export type Acknowledge = (outcome: RecallOutcome) => Promise<'acknowledged' | 'closed'>;

const DEADLINE = 30_000;

/** The same for the same recall and outcome: said again, it is still one acknowledgement. */
const keyOf = (recall: string, outcome: RecallOutcome): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([recall, outcome]))
    .digest('hex');
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
};

const isClosed = async (answer: Response): Promise<boolean> => {
  if (answer.status !== 422) return false;
  const problem = (await answer.json()) as { readonly code?: unknown };
  return problem.code === 'recall/closed';
};

const posted = async (address: URL, headers: Readonly<Record<string, string>>, body: string): Promise<Response> => {
  try {
    const signal = AbortSignal.timeout(DEADLINE);
    return await fetch(address, { method: 'POST', headers, body, redirect: 'error', signal });
  } catch {
    throw new PartnerError('recall-unavailable', 'the hub did not answer');
  }
};

/** Tells the hub what has become of a recall, by the id in its `data.recall`. Whose token it is, is named in the hub's trail. */
export const acknowledge = async (
  hub: HubAccess | undefined,
  recall: string,
  outcome: RecallOutcome,
): ReturnType<Acknowledge> => {
  if (hub === undefined) throw new PartnerError('configuration', 'say by `hub` where to acknowledge');
  const address = new URL(`/v1/recalls/${encodeURIComponent(recall)}/acknowledgements`, hub.url);
  const headers = {
    authorization: `Bearer ${await tokenFor(hub.token, {})}`,
    'content-type': 'application/json',
    'idempotency-key': keyOf(recall, outcome),
  };
  const answer = await posted(address, headers, JSON.stringify({ outcome }));
  if (answer.ok) return 'acknowledged';
  if (await isClosed(answer)) return 'closed';
  const code = isTrouble(answer.status) ? 'recall-unavailable' : 'recall-refused';
  throw new PartnerError(code, `the hub answered ${answer.status}`, retryAfterOf(answer));
};
