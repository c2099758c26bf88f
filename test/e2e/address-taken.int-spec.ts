import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPostgres } from '@hub/postgres/testing';
import { startOverheard } from '../logs/index.js';
import { configOf } from './config.js';

describe('a hub of which an address is taken', () => {
  const database = withPostgres();
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-taken-'));
  const held: Server[] = [];
  afterAll(async () => {
    await Promise.all(held.map((server) => once(server.close(), 'close')));
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** A port that somebody else has. */
  const taken = async (): Promise<number> => {
    const server = createServer().listen(0, '127.0.0.1');
    held.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  /** A port that nobody has any more. */
  const free = async (): Promise<number> => {
    const port = await taken();
    await once(held.pop()!.close(), 'close');
    return port;
  };

  const start = (port: number, adminPort: number) =>
    startOverheard({
      config: configOf(dataDir, database(), { port, admin: { host: '127.0.0.1', port: adminPort } }),
      clock: () => new Date(),
    });

  it('does not start, says which, and is nowhere', async () => {
    const [one, other] = [await taken(), await free()];
    await expect(start(one, other)).rejects.toThrow(`EADDRINUSE: address already in use 127.0.0.1:${String(one)}`);
    await expect(fetch(`http://127.0.0.1:${String(other)}/health`)).rejects.toThrow('fetch failed');
    await expect(start(other, one)).rejects.toThrow(`EADDRINUSE: address already in use 127.0.0.1:${String(one)}`);
    await expect(fetch(`http://127.0.0.1:${String(other)}/health`)).rejects.toThrow('fetch failed');
  });
});
