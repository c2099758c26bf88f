import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HOST = '127.0.0.1';

/** What stands before a node and decides what of its connections comes through. */
export interface Gate {
  /** Nothing comes through in either direction, and nothing is closed: as with a process that is stopped. */
  hold(): void;
  /** What was held back comes through. */
  release(): void;
  /** Connections that are open now are dead for good without being closed; later ones come through. */
  freeze(): void;
  /** Whatever comes through takes so many milliseconds more, each way. */
  slow(milliseconds: number): void;
  /** Every connection is reset, and none is taken. */
  close(): Promise<void>;
  /** At the same port again. */
  open(): Promise<void>;
}

interface Pair {
  isFrozen: boolean;
  readonly ends: readonly [Socket, Socket];
}

/** Opens a gate at a port before what listens at `to`. */
export const gateBefore = async (to: number, at: number): Promise<Gate> => {
  const pairs = new Set<Pair>();
  let passing: Promise<void> | undefined;
  let release = (): void => undefined;
  let delay = 0;

  const pump = async (pair: Pair, from: Socket, into: Socket): Promise<void> => {
    const gone = Promise.race([once(into, 'close'), once(from, 'close')]);
    gone.catch(() => undefined);
    const through = async (chunk: Buffer, due: number): Promise<void> => {
      const early = due - performance.now();
      if (early > 0) await sleep(early);
      while (passing) await passing;
      if (pair.isFrozen) await gone;
      if (into.destroyed) throw new Error('the other end is gone');
      if (!into.write(chunk)) await Promise.race([once(into, 'drain'), gone]);
    };
    let last = Promise.resolve();
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const due = performance.now() + delay;
      last = last.then(() => through(chunk, due));
      last.catch(() => undefined);
      // What is slow is still many at once; otherwise nothing is taken before it comes through.
      if (delay === 0) await last;
    }
    await last;
    into.end();
  };

  const take = (outer: Socket): void => {
    const inner = connect(to, HOST);
    const pair: Pair = { isFrozen: false, ends: [outer.setNoDelay(true), inner.setNoDelay(true)] };
    pairs.add(pair);
    const leave = (): void => {
      pairs.delete(pair);
      inner.resetAndDestroy();
      outer.resetAndDestroy();
    };
    for (const end of pair.ends) end.on('error', leave).on('close', () => pairs.delete(pair));
    for (const [from, into] of [
      [outer, inner],
      [inner, outer],
    ] as const)
      pump(pair, from, into).catch(leave);
  };

  const server = createServer(take);
  const open = async (): Promise<void> => {
    server.listen(at, HOST);
    await once(server, 'listening');
  };
  await open();

  return {
    hold: () => {
      passing ??= new Promise((resolve) => {
        release = () => {
          passing = undefined;
          resolve();
        };
      });
    },
    release: () => release(),
    freeze: () => {
      for (const pair of pairs) pair.isFrozen = true;
    },
    slow: (milliseconds) => void (delay = milliseconds),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const { ends } of pairs) for (const end of ends) end.resetAndDestroy();
      await closed;
    },
    open,
  };
};
