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
 * Whose content has been cleared from the views since their keys were destroyed. Not settled: a process that had opened
 * something before may still write it, so that it is cleared again.
 */
const FORGOTTEN = `
create table read.forgotten (
  person_id text collate "C" primary key,
  since timestamptz not null default clock_timestamp(),
  settled boolean not null default false
);
`;

/**
 * Every version of the permitted passages, and how far some streams have been folded, of one instant, in one call and as
 * one text: hundreds of short rows take longer to send and to read than all else that is done here. A version whose
 * content is null is no longer held. Passages come as the text of an array, which is what the policy compares with.
 *
 * The setting keeps the plan on the index: to compare each row with each of hundreds of names takes longer, however few rows
 * there are.
 *
 * INVARIANT: the rows are taken through the policy and nothing else. What it compares with, \`concord.permitted\`, is
 * unset again here, and at the end of the transaction in any case.
 */
const CONTENT = `
create function read.permitted_content(passages_ text, streams_ text[]) returns text
language plpgsql volatile security invoker
set enable_seqscan = off
as $$
declare
  found_ text;
begin
  perform set_config('concord.permitted', passages_, true);
  select '{"passages":[' || coalesce(p.list, '') || '],"streams":[' || coalesce(s.list, '') || ']}' into found_
  from (
    select string_agg(
      '[' || to_json(c.passage)::text || ',' || c.revision || ',' || coalesce(c.content, 'null') || ']', ',') as list
    from read.item_content c
  ) p, (
    select string_agg('[' || to_json(s.stream)::text || ',' || s.revision || ']', ',') as list
    from read.content_streams s where s.stream = any(streams_)
  ) s;
  perform set_config('concord.permitted', '', true);
  return found_;
end $$;

revoke all on function read.permitted_content(text, text[]) from public;
grant execute on function read.permitted_content(text, text[]) to concord_app;
`;

/** The read store's schemas and checkpoints. The tables of each projection are made from its own description. */
export const readStoreMigrations: readonly Migration[] = [
  { name: 'read/0001-schemas', sql: SCHEMAS },
  { name: 'read/0002-content', sql: CONTENT },
  { name: 'read/0003-forgotten', sql: FORGOTTEN },
];
