import type { Migration } from '../migrate.js';

const SUBJECT_KEYS = `
create schema vault;

-- Subjects' keys, wrapped. Beside the log and never in a backup with it: whoever destroys a key destroys it in both.
create table vault.subject_keys (
  person_id text collate "C" primary key,
  kek text,
  wrapped text,
  made_at timestamptz not null default clock_timestamp(),
  destroyed_at timestamptz,
  check ((destroyed_at is null) = (wrapped is not null)),
  check ((wrapped is null) = (kek is null))
);

create index on vault.subject_keys (person_id) where destroyed_at is not null;

grant usage on schema vault to concord_app;
grant select, insert on vault.subject_keys to concord_app;
grant update (kek, wrapped, destroyed_at) on vault.subject_keys to concord_app;
`;

/** Schema `vault`: the keys that personal content in the log opens with. */
export const vaultMigrations: readonly Migration[] = [{ name: 'vault/0001-subject-keys', sql: SUBJECT_KEYS }];
