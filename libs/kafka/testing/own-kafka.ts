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

/** A Kafka broker of this suite's own, which it may kill. */
export interface OwnKafka {
  readonly brokers: readonly string[];
  /** The same broker through a proxy: whoever begins here stays here. */
  readonly proxied: readonly string[];
  readonly proxy: Proxy;
  /** As by a failing machine: `kill -9`. */
  kill(): Promise<void>;
  /** Starts it again on the same data, after `kill`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const CLUSTER = 'Y29uY29yZC1mb3ItdGVzdA';
const JVM = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

interface Ports {
  readonly plain: number;
  readonly behindProxy: number;
  readonly controller: number;
  readonly proxy: number;
}

const settings = (data: string, { plain, behindProxy, controller, proxy }: Ports): string =>
  [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=PLAIN://127.0.0.1:${plain},PROXIED://127.0.0.1:${behindProxy},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=PLAIN://127.0.0.1:${plain},PROXIED://127.0.0.1:${proxy}`,
    'listener.security.protocol.map=PLAIN:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=PLAIN',
    'controller.listener.names=CONTROLLER',
    `log.dirs=${data}`,
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=5',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=5',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    // After `kill -9` it waits for the end of its own old session.
    'broker.session.timeout.ms=1500',
    'broker.heartbeat.interval.ms=300',
    '',
  ].join('\n');

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
const template = (classPath: string): Promise<string> =>
  madeOnce(join(RUNS, 'template-kafka-4.4.0'), async (folder) => {
    const file = `${folder}.properties`;
    writeFileSync(file, settings(folder, { plain: 1, behindProxy: 2, controller: 3, proxy: 4 }));
    try {
      await run('java', [...JVM, '-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', file]);
    } finally {
      rmSync(file);
    }
  });

/**
 * Starts a Kafka broker with Java, one node with KRaft, on loopback alone; it ends with this process, however that ends.
 * With `port` it is to be found there.
 */
export const startOwnKafka = async ({ port }: { readonly port?: number } = {}): Promise<OwnKafka> => {
  const classPath = await kafkaClassPath();
  await sweepRuns();
  const home = runFolder('kafka');
  const data = join(home, 'data');
  const [free = 0, behindProxy = 0, controller = 0] = await freePorts(3);
  const plain = port ?? free;
  const proxy = await startProxy(behindProxy);
  const config = join(home, 'server.properties');
  writeFileSync(config, settings(data, { plain, behindProxy, controller, proxy: proxy.port }));
  cpSync(await template(classPath), data, { recursive: true });

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
    kill: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGKILL');
      await proxy.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
