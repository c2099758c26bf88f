import { fileURLToPath } from 'node:url';
import type { TestDatabase } from '@hub/postgres/testing';
import { hubWithAFamily, type Hub } from './a-family.js';
import { appender } from './append.js';
import { viewTime } from './family-view.js';
import { FULL, interleaved, medianTime, say, type Row } from './row.js';

const FEW = 10_000;
const MANY = FULL ? 1_000_000 : 100_000;
const APPENDS = FULL ? 1_000 : 200;
/** Events that are made by one statement. */
const PORTION = 50_000;

/** Notes of other families, ten to a stream: written, and corrected since; as the log would hold them, but for the seal. */
const FILL = `
  with numbered as (
    select n, 'filled-' || (n - 1) / 10 as note, 'filled-person-' || n % ($3::int / 20 + 1) as person
    from generate_series($1::int, $2::int) n
  ), filled as (
    insert into log.events
    select n, 'note-' || note, (n - 1) % 10, gen_random_uuid(),
      case when (n - 1) % 10 = 0 then 'NoteRecorded' else 'NoteCorrected' end,
      convert_to(format(
        '{"agencyId":"care","author":"w1","category":"support-work","effectiveAt":"2026-01-01T00:00:00.000Z",'
        '"handling":[],"labels":[],"noteId":"%s","origin":"written","passages":[{"id":"%s.%s.0","location":"checked",'
        '"revealsProtectedSource":false,"subjects":["%s"],"text":{"clear":"%s","subjects":["%s"]},"thirdParties":[]}]}',
        note, note, (n - 1) % 10, person, repeat('seen at home and well. ', 10), person), 'UTF8'),
      convert_to('{"actor":"w1","agency":"care","correlationId":"bench"}', 'UTF8'), now()
    from numbered returning stream, revision, position, id
  )
  insert into log.commands
  select 'care', id::text, '0f343b0931126a20f133d67c2b018a3b', stream, revision, 1, position from filled`;

const filled =
  (events: number) =>
  async ({ owner }: TestDatabase): Promise<void> => {
    say(`  a log of ${events.toLocaleString('en-GB')} events is being made`);
    for (let first = 1; first <= events; first += PORTION)
      await owner.query(FILL, [first, Math.min(first + PORTION - 1, events), events]);
    await owner.query('analyze log.events, log.commands');
  };

const hubOf = async (events: number): Promise<Hub> => {
  const hub = await hubWithAFamily({ notes: 200, before: filled(events) });
  await hub.database.owner.query('vacuum analyze');
  await hub.database.owner.query('checkpoint').catch(() => undefined);
  return hub;
};

const appendTime = ({ storage, settled }: Hub) => {
  const append = appender(storage.store);
  return () => medianTime(APPENDS, append, settled);
};

const rowOf = (what: string, ratio: Row['ratio']): Row => ({
  what: `${what} in a log of ${MANY.toLocaleString('en-GB')} events, p50`,
  baseline: `the same among ${FEW.toLocaleString('en-GB')}`,
  ratio,
  atLeast: 1.3,
  aimFor: 1.15,
  better: 'lower',
});

/** What becomes of appends and views as the log grows. */
export const growthBenchmark = async (): Promise<Row[]> => {
  const [few, many] = [await hubOf(FEW), await hubOf(MANY)];
  const ofAppend = await interleaved('append, ms', appendTime(many), appendTime(few));
  const ofView = await interleaved('family view, ms', viewTime(many), viewTime(few));
  await few.close();
  await many.close();
  return [rowOf('append', ofAppend), rowOf('family view of 200 items', ofView)];
};

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await growthBenchmark(), null, 2));
