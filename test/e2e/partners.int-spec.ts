import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { whyNoOwnKafka } from '@hub/kafka/testing';
import { CONTENT_TYPE } from '@hub/partner-messages';
import { Kafka } from 'cloudevents';
import { FAMILIES } from '../../apps/hub/demo/people.js';
import { overheard, tell, tellBody, toldIn } from '../logs/index.js';
import { describeUnless } from '../machine.js';
import { WITH_PARENT } from '../with-parent.js';

const bash = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const WORDS = 'Hears little on the left: sits best at the front.';
const MINUTE = 60_000;
tell(WORDS);
for (const person of FAMILIES.flatMap(({ members }) => members)) {
  tellBody(person);
  tell(person.born, person.address?.[0]);
}

const whyNoKcat = (): string | undefined =>
  spawnSync('kcat', ['-V']).error === undefined ? undefined : 'kcat is not installed';

interface Line {
  readonly what: string;
  readonly [more: string]: unknown;
}

/** What `npm run partners` starts, with the lines that the school's system shows. */
const startTogether = (...args: readonly string[]) => {
  const load = join(root, 'libs/postgres/testing/load-typescript.mjs');
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', WITH_PARENT, '--import', load, join(root, 'test/partners/together.ts'), ...args],
    {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        CONCORD_PORT: '0',
        LOG_LEVEL: 'debug',
        SCHOOL_OUTPUT: 'json',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const said = { out: '', log: '' };
  const listening = overheard();
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => void (said.out += chunk));
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
    said.log += chunk;
    listening.take(chunk);
  });
  const ended = once(child, 'close').then(() => child.exitCode);

  const until = async <T>(what: string, find: () => T | undefined): Promise<T> => {
    const end = performance.now() + 2 * MINUTE;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (child.exitCode !== null || performance.now() > end)
        throw new Error(`${what} did not come: ${said.out}\n${said.log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const shown = (): readonly Line[] =>
    [...said.out.matchAll(/^\[elm-grove-school\] (\{.*\})$/gm)].map(([, json = '']) => JSON.parse(json) as Line);

  return {
    log: () => said.log,
    tellsNothing: () => {
      listening.tellsNothing();
    },
    shown,
    /** The line that begins so. */
    lineOf: (start: string) => said.out.split('\n').find((line) => line.startsWith(start)) ?? '',
    untilShown: (what: string) => until(what, () => shown().find((line) => line.what === what)),
    /** The steps to paste, with what they are written with. */
    steps: async (): Promise<readonly string[]> => {
      const [, script = ''] = await until('the tour', () => /^(HUB=[^]*?)\n\n\[elm/m.exec(said.out) ?? undefined);
      const [shell = '', ...steps] = script.split(/^(?=# \d\. )/m);
      return steps.map((step) => `${shell}\n${step}`);
    },
    stop: async () => {
      child.kill('SIGINT');
      return ended;
    },
  };
};

type Together = ReturnType<typeof startTogether>;

/** A message as kcat writes it: `<topic> <key> <headers> <value>`. */
const recordIn = (line: string) => {
  const [, topic, key, headers, value] = /^(\S+) (\S+) (\S+; \S+) (\{.*\})$/.exec(line) ?? [];
  return { topic, key, headers, value };
};

/** What the CloudEvents project's own reader makes of it. */
const eventIn = ({ key, value }: ReturnType<typeof recordIn>) => {
  const record = { headers: { 'content-type': CONTENT_TYPE }, body: value, value, key };
  return Kafka.toEvent(record) as { readonly [name: string]: unknown };
};

const story = (args: readonly string[], more?: (all: () => Together) => void) => {
  let all: Together;
  let steps: readonly string[];
  const paste = async (step: number): Promise<string> => (await bash('bash', ['-c', steps[step - 1]!])).stdout;
  beforeAll(async () => {
    all = startTogether(...args);
    await all.untilShown('listening');
    steps = await all.steps();
  }, 4 * MINUTE);
  afterAll(() => all.stop());

  it(
    'a note that health visiting records appears at the school’s system',
    async () => {
      await paste(1);
      expect(await all.untilShown('learned')).toEqual({
        what: 'learned',
        pupil: 'Wren Marlow',
        reference: expect.stringMatching(/^note\//),
        category: 'health-summary',
        words: [WORDS],
      });
    },
    3 * MINUTE,
  );

  it(
    'a withdrawal recalls it: the system forgets it, and acknowledges',
    async () => {
      await paste(2);
      const { recall } = await all.untilShown('acknowledged');
      const learned = all.shown().find(({ what }) => what === 'learned');
      expect(all.shown()).toContainEqual({ what: 'forgotten', references: [learned!['reference']] });
      expect(all.shown()).toContainEqual({
        ...{ what: 'recalled', recall, obligation: 'stop-using', due: expect.any(String) },
        references: expect.arrayContaining([learned!['reference']]),
      });
    },
    3 * MINUTE,
  );

  it(
    'the acknowledgement closes the recall',
    async () => {
      // The list of recalls and the trail show it a moment later.
      const shows = (said: string): boolean => said.includes('"open":0') && said.includes('recall-acknowledged');
      const end = performance.now() + MINUTE;
      let answered = await paste(3);
      while (!shows(answered) && performance.now() < end) answered = await paste(3);
      expect(answered).toContain('{"raised":1,"done":1,"refused":0,"open":0,"overdue":0}');
      expect(answered).toMatch(/recall-acknowledged {2}elm-grove-school {2}system/);
    },
    3 * MINUTE,
  );

  more?.(() => all);

  it(
    'nothing goes wrong meanwhile, no line of the hub tells the note, and all of it ends when it is interrupted',
    async () => {
      expect(all.shown().filter(({ what }) => what === 'trouble')).toEqual([]);
      expect(all.log()).toContain('/case-notes');
      all.tellsNothing();
      expect(await all.stop()).toBe(0);
    },
    3 * MINUTE,
  );
};

const readByKcat = (all: () => Together) => {
  describeUnless(whyNoKcat(), 'and kcat', () => {
    it('reads the same topic: CloudEvents, in their places, of which nothing tells about anybody', async () => {
      const { stdout } = await bash('bash', ['-c', all().lineOf('kcat ')]);
      const records = stdout.trim().split('\n').map(recordIn);
      expect(new Set(records.map(({ topic }) => topic))).toEqual(new Set(['concord.elm-grove-school.v1']));
      for (const { headers } of records) expect(headers).toContain(CONTENT_TYPE);
      const events = records.map(eventIn).filter(({ sequence }) => sequence !== undefined);
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      expect(events.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['org.concord.note.shared.v1', 'org.concord.recall.raised.v1']),
      );
      expect(toldIn(stdout)).toEqual([]);
    });
  });
};

describe('a hub and a school’s system that fetches its feed', () => story(['--pull']));

describeUnless(whyNoOwnKafka(), 'a hub, a Kafka broker and a school’s system that reads its topic', () =>
  story([], readByKcat),
);
