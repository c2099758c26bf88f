import type { Position } from '@hub/eventsourcing';
import { migrate, type Migration, type Pools } from '@hub/postgres';

/** The schema of what the hub keeps beside the log, with how far its processes have come. */
export const HUB_SCHEMA: Migration = {
  name: 'hub/0001-checkpoints',
  sql: `
    create schema hub;
    create table hub.checkpoints (process text primary key, position text not null);
    grant usage on schema hub to concord_app;
    grant select, insert, update on hub.checkpoints to concord_app;`,
};

/** Waits for no disk, and makes nobody else wait: after a crash of PostgreSQL it may be one of a moment before. */
const SAVE = `insert into hub.checkpoints (process, position)
  select $1::text, $2::text from set_config('synchronous_commit', 'off', true)
  on conflict (process) do update set position = excluded.position`;

/** How far a process that follows the log has come. */
export interface Checkpoint {
  load(): Promise<Position | undefined>;
  save(position: Position): Promise<void>;
}

/** The checkpoints of any processes, by their names, beside the log. */
export const checkpoints = async ({ owner, app }: Pools): Promise<(process: string) => Checkpoint> => {
  await migrate(owner, [HUB_SCHEMA]);
  return (process) => ({
    async load() {
      const { rows } = await app.query<{ position: Position }>(
        'select position from hub.checkpoints where process = $1',
        [process],
      );
      return rows[0]?.position;
    },
    async save(position) {
      await app.query({ name: 'save-checkpoint', text: SAVE, values: [process, position] });
    },
  });
};

/** The checkpoint of one process, beside the log. What comes again after a crash has commands with the same ids. */
export const checkpointOf = async (pools: Pools, process: string): Promise<Checkpoint> =>
  (await checkpoints(pools))(process);
