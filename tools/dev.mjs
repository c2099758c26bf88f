// The hub in watch mode: builds, starts, and does both again whenever a source changes.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { root } from './swc.mjs';

const build = () => spawnSync(process.execPath, [join(root, 'tools/build.mjs')], { stdio: 'inherit' }).status === 0;
const start = () => spawn(process.execPath, ['--enable-source-maps', join(root, 'dist/hub.js')], { stdio: 'inherit' });

const stop = (child) =>
  new Promise((resolve) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });

let hub = build() ? start() : undefined;
let timer;
let turn = Promise.resolve();

const again = async () => {
  await stop(hub);
  hub = build() ? start() : undefined;
};

for (const folder of ['apps', 'libs'].filter((name) => existsSync(join(root, name)))) {
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void (turn = turn.then(again)), 200);
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stop(hub).then(() => process.exit(0)));
}
