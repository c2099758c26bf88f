import type { Migration } from '../migrate.js';

const SCHEMAS = `
create schema read;
-- Tables on their way: nobody reads them before they are swapped in.
create schema read_next;
create schema read_check;

create table read.checkpoints (
  projection text collate "C" not null,
  build text collate "C" not null check (build in ('live', 'next', 'check')),
  version int not null,
  -- Of the tables' description: the same version always has the same tables.
  shape text not null,
  tables text[] not null,
  position text not null,
  handled bigint not null default 0,
  -- Why it stands still: the event, and the kind of fault. Never a message, which might quote content.
  failed_event text,
  failure text,
  moved_at timestamptz not null default clock_timestamp(),
  primary key (projection, build)
);

grant usage on schema read to concord_app;
grant select on read.checkpoints to concord_app;
`;

/**
 * INVARIANT: the row-level policy of the content compares with \`concord.permitted\`, which lives until the transaction
 * ends; each call is a transaction of its own unless the caller began one. The rows are taken through the policy alone,
 * and only then narrowed to the versions asked for.
 */
const CONTENT = `
create function read.permitted_content(passages_ text[], streams_ text[], revisions_ int[])
returns table (passage text, content text)
language plpgsql volatile security invoker as $$
begin
  perform set_config('concord.permitted', passages_::text, true);
  return query
    with permitted as materialized (
      select c.passage, c.revision, c.content from read.item_content c
    ), asked as materialized (
      select a.passage, a.stream, a.revision from unnest(passages_, streams_, revisions_) as a(passage, stream, revision)
    ), folded as materialized (
      select s.stream, s.revision from read.content_streams s where s.stream = any(streams_)
    )
    select distinct on (p.passage) p.passage, p.content
    from asked a
    join permitted p on p.passage = a.passage and p.revision <= a.revision
    join folded f on f.stream = a.stream and f.revision >= a.revision
    order by p.passage, p.revision desc;
  perform set_config('concord.permitted', '', true);
end $$;

revoke all on function read.permitted_content(text[], text[], int[]) from public;
grant execute on function read.permitted_content(text[], text[], int[]) to concord_app;
`;

/** The read store's schemas and checkpoints. The tables of each projection are made from its own description. */
export const readStoreMigrations: readonly Migration[] = [
  { name: 'read/0001-schemas', sql: SCHEMAS },
  { name: 'read/0002-content', sql: CONTENT },
];
