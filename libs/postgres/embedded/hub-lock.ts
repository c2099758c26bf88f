import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path that every system takes for a socket. */
const LONGEST = 100;

const socketFor = (home: string): string => {
  const beside = join(home, 'hub.sock');
  if (beside.length <= LONGEST) return beside;
  return join(tmpdir(), `concord-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sock`);
};

/** The process that answers at a socket; `undefined` when nobody does, because its hub has ended, however it ended. */
const holderOf = (path: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect(path);
    let answer = '';
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? undefined : 'unknown'),
    );
    socket.on('close', () => resolve(answer || 'unknown'));
  });

const listen = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(String(process.pid)));
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server.unref()));
  });

/**
 * Takes the data for this process, or throws when another hub has it. Returns how to give it back.
 *
 * The kernel closes the socket with its process, so a killed hub leaves no lock behind, and a process number that was
 * given out again is never mistaken for a hub.
 */
export const lockForOneHub = async (home: string): Promise<() => Promise<void>> => {
  const path = socketFor(home);
  let server = await listen(path);
  if (!server) {
    const holder = await holderOf(path);
    if (holder === undefined) {
      rmSync(path, { force: true });
      server = await listen(path);
    }
    if (!server) throw new Error(`another hub (process ${holder ?? 'unknown'}) already runs on the data in ${home}`);
  }
  const held = server;
  return () => new Promise((resolve) => held.close(() => resolve()));
};
