import type { Projector } from '@hub/postgres';
import { stop, type Ending } from '../outcome.js';
import type { Task } from '../session.js';
import { withStorage } from './opened.js';

type Verified = Awaited<ReturnType<Projector['verify']>>;

interface Named {
  readonly projection?: string;
}

/** The projections meant: the one that is named, or all. */
const meant = async (projector: Projector, name: string | undefined): Promise<readonly string[]> => {
  const names = (await projector.states()).map(({ projection }) => projection);
  if (name === undefined) return names;
  return names.includes(name) ? [name] : stop('usage', `there is no such projection; there are ${names.join(', ')}`);
};

/** Makes projections anew beside the live ones and swaps them in. The hub may serve meanwhile, on a PostgreSQL of its own. */
export const rebuild: Task<Named> = (options, session) =>
  withStorage(session, async ({ projector }): Promise<Ending> => {
    const { screen, interrupted } = session;
    for (const name of await meant(projector, options.projection)) {
      const progress = screen.progress(`rebuild ${name}`, 0);
      const position = await projector
        .rebuild(name, { signal: interrupted, progress: ({ handled, total }) => progress.reach(handled, total) })
        .finally(() => progress.end());
      screen.event({ event: 'rebuilt', projection: name, position });
      screen.line(`${name}: made anew up to position ${position}`);
    }
    return 'ok';
  });

const differing = ({ equal, tables }: Verified): Verified['tables'] =>
  equal ? [] : tables.filter(({ live, fresh }) => live.hash !== fresh.hash || live.rows !== fresh.rows);

const sentencesOf = (name: string, verified: Verified): readonly string[] => [
  `${name}: ${verified.equal ? 'is what the log makes of it' : 'DIFFERS from what the log makes of it'}`,
  ...differing(verified).map(({ table, live, fresh }) => `  ${table}: ${live.rows} rows, ${fresh.rows} made anew`),
];

/** Compares projections with what the log makes of them. The live ones are not touched. */
export const verify: Task<Named> = (options, session) =>
  withStorage(session, async ({ projector }): Promise<Ending> => {
    const { screen } = session;
    const different: string[] = [];
    for (const name of await meant(projector, options.projection)) {
      const verified = await projector.verify(name);
      if (!verified.equal) different.push(name);
      screen.event({ event: 'verified', projection: name, ...verified });
      for (const line of sentencesOf(name, verified)) screen.line(line);
    }
    for (const name of different) screen.line(`put it right with: concord rebuild ${name}`);
    return different.length === 0 ? 'ok' : 'problems';
  });
