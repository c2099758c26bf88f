/**
 * An EventStoreDB that is away, silent, not ready, or without a leader for as long as it likes: health says which, nothing is answered
 * that rests on nothing, and once it is back the same hub goes on (G2, G6).
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDouble } from '../eventstoredb/index.js';
import { expectFollowed, withHubOnDouble } from './hub-on-double.js';
import { persistent } from './persistent.js';

const hub = withHubOnDouble();
const LONG = 600_000;

interface Lasting {
  readonly because: string;
  readonly begin: (double: EventStoreDouble) => unknown;
  readonly end: (double: EventStoreDouble) => unknown;
}

const clear: Lasting['end'] = ({ faults }) => faults.clear();

const LASTING: readonly (readonly [string, Lasting])[] = [
  ['is away', { because: 'unreachable', begin: (double) => double.kill(), end: (double) => double.restart() }],
  ['stands still', { because: 'silent', begin: (double) => double.pause(), end: (double) => double.resume() }],
  [
    'answers nothing',
    { because: 'silent', begin: ({ faults }) => faults.plan({ fault: 'silence', forMs: LONG }), end: clear },
  ],
  [
    'is not ready',
    { because: 'not ready', begin: ({ faults }) => faults.plan({ fault: 'not-ready', forMs: LONG }), end: clear },
  ],
  [
    'has no leader',
    { because: 'no leader', begin: ({ faults }) => faults.plan({ fault: 'not-leader', forMs: LONG }), end: clear },
  ],
];

interface Said {
  readonly status: number;
  readonly body: {
    readonly status: string;
    readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

const asked = async (path: string): Promise<Said> => {
  const answer = await fetch(new URL(path, hub().url));
  return { status: answer.status, body: (await answer.json()) as Said['body'] };
};

/** What health says of the log, once it says what is wanted. */
const until = async (path: string, holds: (said: Said) => boolean): Promise<Said> => {
  for (let tries = 0; ; tries += 1) {
    const said = await asked(path);
    if (holds(said) || tries > 200) return said;
    await sleep(50);
  }
};

const isUp = ({ status }: Said): boolean => status === 200;

beforeAll(() => hub().partnership.enrol('health', { sector: 'health', roles: { visitor: [] } }));

it.each(LASTING)(
  'a server that %s is told of by health, and the hub goes on once it is back',
  async (_what, lasting) => {
    const { double } = hub();
    const agent = hub().partnership.as('health', 'visitor');
    const person = (await agent.post('/people', { name: { given: 'Ann', family: 'Known' } }).created()).id as string;
    const view = { purpose: 'early-help', minPosition: null };

    await lasting.begin(double);
    const key = randomUUID();
    const command = persistent(agent).post('/people', { name: { given: 'Ben', family: 'Known' } }, { key });
    const refused = agent.get(`/people/${person}/view`, view);
    expect(await until('/health/ready', (said) => !isUp(said))).toEqual({ status: 503, body: { status: 'down' } });
    const told = await until('/health', ({ body }) => body.parts?.['log']?.['because'] === lasting.because);
    expect(told).toMatchObject({ status: 503, body: { parts: { log: { up: false, because: lasting.because } } } });
    await refused.refused(503);

    await lasting.end(double);
    expect(await until('/health/ready', isUp)).toEqual({ status: 200, body: { status: 'up' } });
    const answer = await command.created();
    expect((await agent.post('/people', { name: { given: 'Ben', family: 'Known' } }, { key }).created()).id).toBe(
      answer.id,
    );
    await persistent(agent).get(`/people/${answer.id}/view`, { purpose: 'early-help' }).expect(200);
  },
);

it('once it is back for good, everything that follows comes to the end, and health is up as a whole', async () => {
  await expectFollowed(hub());
  const partsDown = ({ body }: Said) => Object.entries(body.parts ?? {}).filter(([, { up }]) => up !== true);
  const whole = await until('/health', (said) => partsDown(said).length === 0);
  expect([whole.status, partsDown(whole)]).toEqual([200, []]);
});
