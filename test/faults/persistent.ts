import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { callOf, type Agent, type Answer } from '../e2e/agent.js';
import type { Partnership } from './hub/index.js';

/** Asks until the hub says something else than that it cannot now. */
const answered = async (ask: () => PromiseLike<Answer>): Promise<Answer> => {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    await sleep(20);
  }
};

/** Somebody who sends what was not answered again, a command with its key. */
export const persistent = (agent: Agent): Agent => ({
  call: (...request) => callOf(answered(() => agent.call(...request))),
  get: (...request) => callOf(answered(() => agent.get(...request))),
  post: (path, body, options) => {
    const key = randomUUID();
    return callOf(answered(() => agent.post(path, body, path.includes(':') ? options : { key, ...options })));
  },
});

export const persistentIn = ({ as, enrol }: Partnership): Partnership => ({
  as: (...who) => persistent(as(...who)),
  enrol,
});
