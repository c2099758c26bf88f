import type pg from 'pg';

/** `KeyStore` of libs/vault, whose contract suite this keeps. */
export interface PostgresKeyStore {
  get(ids: readonly string[]): Promise<ReadonlyMap<string, Kept>>;
  putIfAbsent(id: string, key: Wrapped): Promise<Kept>;
  destroy(ids: readonly string[]): Promise<void>;
  destroyed(): Promise<readonly string[]>;
}

interface Wrapped {
  readonly kek: string;
  readonly wrapped: string;
}
type Kept = Wrapped | 'destroyed';

interface Row {
  readonly person_id: string;
  readonly kek: string | null;
  readonly wrapped: string | null;
}

const keptOf = ({ kek, wrapped }: Row): Kept => (kek !== null && wrapped !== null ? { kek, wrapped } : 'destroyed');

/** Subjects' keys in a database to which `migrate(owner, vaultMigrations)` was applied. */
export const postgresKeyStore = (pool: pg.Pool): PostgresKeyStore => {
  const get = async (ids: readonly string[]): Promise<ReadonlyMap<string, Kept>> => {
    if (ids.length === 0) return new Map();
    const { rows } = await pool.query<Row>({
      name: 'subject-keys',
      text: 'select person_id, kek, wrapped from vault.subject_keys where person_id = any($1::text[])',
      values: [ids],
    });
    return new Map(rows.map((row) => [row.person_id, keptOf(row)]));
  };

  return {
    get,
    putIfAbsent: async (id, { kek, wrapped }) => {
      await pool.query(
        'insert into vault.subject_keys (person_id, kek, wrapped) values ($1, $2, $3) on conflict (person_id) do nothing',
        [id, kek, wrapped],
      );
      const kept = (await get([id])).get(id);
      if (kept === undefined) throw new Error('a subject key that was just kept is not found');
      return kept;
    },
    destroy: async (ids) => {
      await pool.query(
        `insert into vault.subject_keys (person_id, destroyed_at)
         select distinct id, clock_timestamp() from unnest($1::text[]) as id
         on conflict (person_id) do update set kek = null, wrapped = null, destroyed_at = clock_timestamp()
         where subject_keys.destroyed_at is null`,
        [ids],
      );
    },
    destroyed: async () => {
      const { rows } = await pool.query<{ person_id: string }>(
        'select person_id from vault.subject_keys where destroyed_at is not null',
      );
      return rows.map(({ person_id }) => person_id);
    },
  };
};
