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
  -- The answer: the stream's revision afterwards, how many events made it, and the log's head as the last was in.
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

-- Read by the hub; written by \`log.append\` alone.
grant usage on schema log to concord_app;
grant select on log.events, log.commands to concord_app;
`;

/**
 * The one way into the log. It runs with its owner's rights, which the hub's role has not: that role says what happened
 * in which stream, and never where in the log it goes.
 *
 * INVARIANT: one lock is held from before the last position is read until after the commit is on disk, so positions are
 * in commit order, without gaps, and a reader that sees one sees all before it. The statement after the lock sees what
 * its last holder committed: that needs `read committed`; at any other level the primary key refuses what comes late.
 *
 * INVARIANT: positions and revisions follow from the head and from the order of the events. `addeds` says how many events
 * each request has, and they are taken in that order, to the last: a request is whole or it is refused.
 *
 * INVARIANT: nothing is recorded later than minutes after now, by the database's clock, or before what precedes it in its
 * stream. A caller whose clock runs ahead gets the database's time: a time far ahead would be that of all that follows in
 * the stream. An earlier one stands as it is said: a hub may be behind, and histories are told with clocks of their own.
 *
 * Requests of one batch are concurrent, so any order among them is right: of those that would extend the same stream
 * the first wins. The settings keep the plan on the indexes, also one made when the tables were empty.
 */
const APPEND = `
-- What time it is for the log; a database in which somebody tells a history that is still to come has another.
create function log.clock() returns timestamptz language sql volatile
set search_path = pg_catalog, pg_temp
as 'select clock_timestamp()';
revoke all on function log.clock from public;

create function log.append(
  agencies text[], command_ids text[], request_macs text[], streams text[], expecteds int[], addeds int[],
  event_ids uuid[], types text[], data_sizes int[], metadata_sizes int[], ends int[], bytes bytea, at timestamptz
) returns table (
  ord int, outcome text, first_stream text, revision int, "position" bigint, recorded_at timestamptz, first_ids uuid[]
)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
set jit = off
as $$
declare
  -- Whose each event is, in the order of the events.
  owners constant int[] := array(
    select r.ord from unnest(addeds) with ordinality as r (added, ord), generate_series(1, r.added) order by r.ord);
  recorded constant timestamptz := case
    when at > log.clock() + interval '5 minutes' then date_trunc('milliseconds', log.clock())
    else at end;
begin
  if (cardinality(addeds) = all (array[
      cardinality(agencies), cardinality(command_ids), cardinality(request_macs), cardinality(streams),
      cardinality(expecteds)])
    and cardinality(owners) = all (array[
      cardinality(event_ids), cardinality(types), cardinality(data_sizes), cardinality(metadata_sizes), cardinality(ends)])
    and array_position(addeds, null) is null and 0 <= all (addeds) and isfinite(at)) is not true
  then
    raise exception 'the parts of an append do not fit together' using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(7236417002);
  return query
  with request as (
    select r.*, sum(r.added) over (order by r.ord) - r.added as before,
      c.request_mac as first_mac, c.stream as first_stream, c.revision as first_revision, c.added as first_added,
      c.position as first_position,
      coalesce(h.revision, -1) as head, h.recorded_at
    from unnest(agencies, command_ids, request_macs, streams, expecteds, addeds) with ordinality
      as r (agency, command_id, request_mac, stream, expected, added, ord)
    left join lateral (
      select * from log.commands c where c.agency = r.agency and c.command_id = r.command_id limit 1
    ) c on true
    left join lateral (
      select e.revision, e.recorded_at from log.events e
      where e.stream = r.stream order by e.revision desc limit 1
    ) h on true
  ), judged as (
    select r.*, (r.first_mac is null and r.expected = r.head) is true as fresh from request r
  ), queued as (
    select j.*, j.fresh and (j.added = 0 or row_number() over (
      partition by j.stream, j.fresh, j.added > 0 order by j.ord) = 1) as accepted
    from judged j
  ), placed as materialized (
    select q.*, coalesce((select max(e.position) from log.events e), 0)
      + sum(q.added) filter (where q.accepted) over (order by q.ord) as last_position
    from queued q
  ), written as (
    insert into log.events (position, stream, revision, id, type, data, metadata, recorded_at)
    select p.last_position - p.added + e.ord - p.before, p.stream, p.head + e.ord - p.before, e.id, e.type,
      substring(bytes from e.ends - e.metadata_size - e.data_size + 1 for e.data_size),
      substring(bytes from e.ends - e.metadata_size + 1 for e.metadata_size),
      greatest(recorded, p.recorded_at)
    from unnest(owners, event_ids, types, data_sizes, metadata_sizes, ends) with ordinality
      as e (owner, id, type, data_size, metadata_size, ends, ord)
    join placed p on p.ord = e.owner and p.accepted
  ), remembered as (
    insert into log.commands (agency, command_id, request_mac, stream, revision, added, position)
    select p.agency, p.command_id, p.request_mac, p.stream, p.head + p.added, p.added, p.last_position
    from placed p where p.accepted
  )
  select p.ord::int,
    case
      when p.first_mac = p.request_mac then 'replayed'
      when p.first_mac is not null then 'command-conflict'
      when p.accepted then 'appended'
      else 'revision-conflict'
    end,
    p.first_stream,
    coalesce(p.first_revision, p.head + p.added),
    coalesce(p.first_position, p.last_position)::bigint,
    greatest(recorded, p.recorded_at),
    case when p.first_mac = p.request_mac then log.ids_of(p.first_stream, p.first_revision, p.first_added) end
  from placed p order by p.ord;
  if cardinality(event_ids) > 0 then
    -- How far the log goes by now: whoever has that has nothing to ask.
    perform pg_notify('concord_log', (select max(e.position)::text from log.events e));
  end if;
end $$;

revoke all on function log.append from public;
grant execute on function log.append to concord_app;

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
