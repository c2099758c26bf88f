import { askHub, problemIn, type Hub } from '../hub/request.js';
import { stop } from '../outcome.js';

/** Asks the hub for something of the trail; whatever is not an answer ends the command. */
export const askTrail = async <A>(hub: Hub, path: string, body?: object): Promise<A> => {
  const response = await askHub(hub, { method: 'POST', path, ...(body && { body: JSON.stringify(body) }) });
  if (response.status === 200) return (await response.json()) as A;
  const { code = String(response.status), title = 'the hub refused' } = await problemIn(response);
  return stop(response.status >= 500 ? 'failed' : 'refused', `${title} (${code})`);
};
