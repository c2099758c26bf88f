// `npm run bench [-- append family-view …] [--write]`: one Markdown table of ratios; exit code 1 where a floor is missed.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './swc.mjs';

const PAGE = join(root, 'docs/performance.md');
const [BEGIN, END] = ['<!-- bench: begin -->', '<!-- bench: end -->'];

/** Each file exports one function that measures its rows. */
const BENCHMARKS = {
  append: ['append.js', 'appendBenchmark'],
  'family-view': ['family-view.js', 'familyViewBenchmark'],
  projections: ['projections.js', 'projectionsBenchmark'],
  growth: ['growth.js', 'growthBenchmark'],
  'partner-feed': ['partner-feed.js', 'partnerFeedBenchmark'],
};
/** Asked for by name alone: `npm run bench:eventstore`. */
const BY_NAME = { eventstore: ['../../test/eventstoredb/bench.ts', 'eventStoreBenchmark'] };
const ALL = { ...BENCHMARKS, ...BY_NAME };

const asked = process.argv.slice(2);
const writes = asked.includes('--write');
const named = asked.filter((argument) => argument !== '--write');
const unknown = named.filter((name) => !Object.hasOwn(ALL, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(ALL).join(', ')}.`);
  process.exit(2);
}
if (writes && named.length > 0) {
  console.error('--write takes the whole table: leave the names out.');
  process.exit(2);
}

const figure = (value, share) => (share ? `${(value * 100).toFixed(1)} %` : `${value.toFixed(2)}×`);
const reaches = ({ better, ratio }, goal) => (better === 'higher' ? ratio.median >= goal : ratio.median <= goal);

const verdict = (row) => {
  if (!reaches(row, row.atLeast)) return '**missed**';
  return reaches(row, row.aimFor) ? 'aim reached' : 'reached';
};

const lineOf = (row) => {
  const of = (value) => figure(value, row.share);
  const sign = row.better === 'higher' ? '≥' : '≤';
  const { median, min, max } = row.ratio;
  const cells = [row.what, row.baseline, `**${of(median)}** (${of(min)} to ${of(max)})`];
  return `| ${[...cells, `${sign} ${of(row.atLeast)}`, `${sign} ${of(row.aimFor)}`, verdict(row)].join(' | ')} |`;
};

const tableOf = (rows) =>
  [
    '| what | against | median (min to max) | at least | aim | |',
    '|---|---|---|---|---|---|',
    ...rows.map(lineOf),
  ].join('\n');

const output = (command, ...args) => {
  try {
    return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};

const load = () => loadavg()[0] / cpus().length;
const highest = { load: load() };
setInterval(() => (highest.load = Math.max(highest.load, load())), 5_000).unref();
const isBusy = () => highest.load > 1.5;

/** What was measured on: never a name or a path. */
const circumstances = async () => {
  const { startTestDatabase } = await import(pathToFileURL(join(root, 'dist/libs/postgres/testing/index.js')).href);
  const database = await startTestDatabase();
  const { rows } = await database.owner.query('show server_version');
  await database.close();
  const commit = output('git', 'rev-parse', '--short', 'HEAD') ?? 'unknown';
  const changed = output('git', 'status', '--porcelain', '--', 'apps', 'libs', 'bench') ? ' with changes' : '';
  const size = process.env.CONCORD_BENCH_FULL === '1' ? 'full size' : 'default size';
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() || process.arch}), ${Math.round(totalmem() / 2 ** 30)} GB`;
  const software = `Node ${process.versions.node}, PostgreSQL ${rows[0].server_version.split(' ')[0]}`;
  const others = `load up to ${highest.load.toFixed(1)} per core${isBusy() ? ': the machine was busy with other work' : ''}`;
  return `Commit ${commit}${changed}, ${new Date().toISOString().slice(0, 10)}, ${size}; ${machine}; ${software}; ${others}.`;
};

const written = (text) => {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/performance.md has no ${BEGIN} … ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`;
};

const rows = [];
for (const name of named.length > 0 ? named : Object.keys(BENCHMARKS)) {
  const startedAt = performance.now();
  console.error(`== ${name}`);
  const [file, measure] = ALL[name];
  const module = await import(pathToFileURL(join(root, 'dist/bench', file)).href);
  rows.push(...(await module[measure]()));
  console.error(`== ${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}

const described = `${tableOf(rows)}\n\n${await circumstances()}`;
console.log(described);
if (writes) writeFileSync(PAGE, written(described));

const missed = rows.filter((row) => !reaches(row, row.atLeast));
if (missed.length > 0) {
  console.error(`\nBelow the floor: ${missed.map(({ what }) => what).join('; ')}.`);
  if (isBusy()) console.error('The machine was busy: measure again when it is quiet before believing it.');
}
process.exit(missed.length > 0 ? 1 : 0);
