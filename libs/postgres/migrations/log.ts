import type { Migration } from '../migrate.js';

const EVENTS = `
create schema log;

create table log.events (
  position bigint primary key,
  stream text collate "C" not null,
  revision int not null,
  id uuid not null unique,
  type text not null,
  -- RFC 8785 canonical JSON as bytes, so that they can be hashed and signed.
  data bytea not null,
  metadata bytea not null,
  recorded_at timestamptz not null,
  unique (stream, revision)
);

create table log.commands (
  agency text collate "C" not null,
  command_id text collate "C" not null,
  request_mac text not null,
  stream text not null,
  -- The answer: the stream's revision afterwards, how many events made it, and where they are in the log.
  revision int not null,
  added int not null,
  position bigint not null,
  primary key (agency, command_id)
);

create function log.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the log is never changed' using errcode = 'restrict_violation';
end $$;

create trigger never_changed before update or delete or truncate on log.events
  for each statement execute function log.refuse_change();
create trigger never_changed before update or delete or truncate on log.commands
  for each statement execute function log.refuse_change();

grant usage on schema log to concord_app;
grant select, insert on log.events, log.commands to concord_app;
`;

/**
 * INVARIANT: one lock is held from before the last position is read until after the commit is on disk, so positions are
 * in commit order, without gaps, and a reader that sees one sees all before it. The statement after the lock sees what
 * its last holder committed: that needs `read committed`.
 *
 * Requests of one batch are concurrent, so any order among them is right: of those that would extend the same stream
 * the first wins. The settings keep the plan on the indexes, also one made when the tables were empty.
 */
const APPEND = `
create function log.append(
  agencies text[], command_ids text[], request_macs text[], streams text[], expecteds int[], addeds int[],
  owners int[], nths int[], event_ids uuid[], types text[], data_sizes int[], metadata_sizes int[], ends int[],
  bytes bytea, at timestamptz
) returns table (ord int, outcome text, first_stream text, revision int, "position" bigint, first_ids uuid[])
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform pg_advisory_xact_lock(7236417002);
  return query
  with request as materialized (
    select r.*,
      c.request_mac as first_mac, c.stream as first_stream, c.revision as first_revision, c.added as first_added,
      c.position as first_position,
      coalesce(h.revision, -1) as head, coalesce(h.position, 0) as head_position, h.recorded_at
    from unnest(agencies, command_ids, request_macs, streams, expecteds, addeds) with ordinality
      as r (agency, command_id, request_mac, stream, expected, added, ord)
    left join lateral (
      select * from log.commands c where c.agency = r.agency and c.command_id = r.command_id limit 1
    ) c on true
    left join lateral (
      select e.revision, e.position, e.recorded_at from log.events e
      where e.stream = r.stream order by e.revision desc limit 1
    ) h on true
  ), fresh as (
    select r.*, row_number() over (partition by r.stream, r.added > 0 order by r.ord) as turn
    from request r where r.first_mac is null and r.expected = r.head
  ), accepted as materialized (
    select f.*,
      coalesce((select max(e.position) from log.events e), 0) + sum(f.added) over (order by f.ord) as last_position
    from fresh f where f.added = 0 or f.turn = 1
  ), written as (
    insert into log.events (position, stream, revision, id, type, data, metadata, recorded_at)
    select a.last_position - a.added + e.nth, a.stream, a.head + e.nth, e.id, e.type,
      substring(bytes from e.ends - e.metadata_size - e.data_size + 1 for e.data_size),
      substring(bytes from e.ends - e.metadata_size + 1 for e.metadata_size),
      greatest(at, a.recorded_at)
    from unnest(owners, nths, event_ids, types, data_sizes, metadata_sizes, ends)
      as e (owner, nth, id, type, data_size, metadata_size, ends)
    join accepted a on a.ord = e.owner
  ), remembered as (
    insert into log.commands (agency, command_id, request_mac, stream, revision, added, position)
    select a.agency, a.command_id, a.request_mac, a.stream, a.head + a.added, a.added,
      case when a.added > 0 then a.last_position else a.head_position end
    from accepted a
  )
  select r.ord::int,
    case
      when r.first_mac = r.request_mac then 'replayed'
      when r.first_mac is not null then 'command-conflict'
      when a.ord is null then 'revision-conflict'
      else 'appended'
    end,
    r.first_stream,
    coalesce(r.first_revision, a.head + a.added),
    coalesce(r.first_position, case when a.added > 0 then a.last_position else a.head_position end)::bigint,
    case when r.first_mac = r.request_mac then log.ids_of(r.first_stream, r.first_revision, r.first_added) end
  from request r left join accepted a on a.ord = r.ord
  order by r.ord;
  if cardinality(owners) > 0 then
    perform pg_notify('concord_log', '');
  end if;
end $$;

create function log.ids_of(of_stream text, last_revision int, added int) returns uuid[] language sql stable as $$
  select array(
    select e.id from log.events e
    where e.stream = of_stream and e.revision > last_revision - added and e.revision <= last_revision
    order by e.revision
  )
$$;
`;

/** The schema of the log, in the order of its making. */
export const logMigrations: readonly Migration[] = [
  { name: 'log/0001-events', sql: EVENTS },
  { name: 'log/0002-append', sql: APPEND },
];
