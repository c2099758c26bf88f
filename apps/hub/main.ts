import 'reflect-metadata';
import { configFrom } from './config.js';
import { startHub } from './start.js';

const log = (line: string): void => void process.stderr.write(`${line}\n`);

const hub = await startHub({ config: configFrom(process.env), clock: () => new Date(), log });
process.stdout.write(`Concord listens on ${hub.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void hub.stop());
