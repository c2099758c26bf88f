import { createHash } from 'node:crypto';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUNS, runFolder, sweepRuns } from '@hub/postgres/testing';
import { Kafka, logLevel } from 'kafkajs';
import { muteNegativeTimers } from '../warnings.js';
import { kafkaClassPath, madeOnce, run } from './artefacts.js';
import { startGuarded, type Guarded } from './guarded.js';
import { freePorts } from './ports.js';
import { startProxy, type Proxy } from './proxy.js';
import { settings } from './settings.js';

/** A Kafka broker of this suite's own, which it may kill. */
export interface OwnKafka {
  readonly brokers: readonly string[];
  /** The same broker through a proxy: whoever begins here stays here. */
  readonly proxied: readonly string[];
  readonly proxy: Proxy;
  /** The same broker where callers say who they are by SCRAM-SHA-512, and may do what they have been granted; empty without `secured`. */
  readonly secured: readonly string[];
  /** As by a failing machine: `kill -9`. */
  kill(): Promise<void>;
  /** Starts it again on the same data, after `kill`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const CLUSTER = 'Y29uY29yZC1mb3ItdGVzdA';
const JVM = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** Who is known to a broker that asks for names, and where it listens for them. */
export interface Secured {
  readonly users: readonly string[];
  /** Missing: one that is free. */
  readonly port?: number;
}

export interface OwnKafkaOptions {
  readonly port?: number;
  readonly secured?: Secured;
}

/** The password of a user of a broker for tests and development. */
export const passwordOf = (user: string): string => `password-of-${user}`;

const answersAt = async (broker: string): Promise<boolean> => {
  const kafka = new Kafka({
    brokers: [broker],
    clientId: 'is-it-there',
    logLevel: logLevel.NOTHING,
    requestTimeout: 1_000,
    connectionTimeout: 500,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect();
  }
};

/** Resolves once a broker answers; rejects after a minute, or as soon as `gone` says why it will not. */
export const answered = async (broker: string, gone: () => string | undefined = () => undefined): Promise<void> => {
  muteNegativeTimers();
  const end = performance.now() + 60_000;
  while (!(await answersAt(broker))) {
    const why = gone() ?? (performance.now() > end ? 'no answer within a minute' : undefined);
    if (why !== undefined) throw new Error(`Kafka at ${broker} does not answer: ${why}`);
    await sleep(100);
  }
};

/** A formatted data directory, kept for every later start on this machine: formatting takes as long as starting. */
const template = (classPath: string, users: readonly string[]): Promise<string> => {
  const known = users.length === 0 ? '' : `-${createHash('sha256').update(users.join()).digest('hex').slice(0, 12)}`;
  return madeOnce(join(RUNS, `template-kafka-4.4.0${known}`), async (folder) => {
    const file = `${folder}.properties`;
    writeFileSync(file, settings(folder, { plain: 1, behindProxy: 2, controller: 3, proxy: 4 }));
    const scram = users.flatMap((user) => ['--add-scram', `SCRAM-SHA-512=[name=${user},password=${passwordOf(user)}]`]);
    const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', file, ...scram];
    try {
      await run('java', [...JVM, '-cp', classPath, ...format]);
    } finally {
      rmSync(file);
    }
  });
};

/**
 * Starts a Kafka broker with Java, one node with KRaft, on loopback alone; it ends with this process, however that ends.
 * With `port` it is to be found there; with `secured` it asks for names at a further port, and grants nobody anything yet.
 */
export const startOwnKafka = async ({ port, secured }: OwnKafkaOptions = {}): Promise<OwnKafka> => {
  const classPath = await kafkaClassPath();
  await sweepRuns();
  const home = runFolder('kafka');
  const data = join(home, 'data');
  const [free = 0, behindProxy = 0, controller = 0, named = 0] = await freePorts(4);
  const plain = port ?? free;
  const securedPort = secured && (secured.port ?? named);
  const proxy = await startProxy(behindProxy);
  const config = join(home, 'server.properties');
  const ports = { plain, behindProxy, controller, proxy: proxy.port };
  writeFileSync(config, settings(data, { ...ports, ...(securedPort !== undefined && { secured: securedPort }) }));
  cpSync(await template(classPath, secured?.users ?? []), data, { recursive: true });

  let broker: Guarded | undefined;
  const start = async (): Promise<void> => {
    const started = await startGuarded('java', [...JVM, '-cp', classPath, 'kafka.Kafka', config]);
    broker = started;
    let over = false;
    void started.ended.then(() => (over = true));
    await answered(`127.0.0.1:${plain}`, () => (over ? started.said() : undefined));
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = broker;
    broker = undefined;
    if (ending === undefined) return;
    try {
      process.kill(ending.pid, signal);
    } catch {
      // It has ended by itself.
    }
    await ending.ended;
  };

  await start();
  return {
    brokers: [`127.0.0.1:${plain}`],
    proxied: [`127.0.0.1:${proxy.port}`],
    proxy,
    secured: securedPort === undefined ? [] : [`127.0.0.1:${securedPort}`],
    kill: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGKILL');
      await proxy.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
