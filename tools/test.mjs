// `npm test`: types, lint, architecture, then every jest project. The last line of stdout is the sum.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './swc.mjs';

const results = join(root, '.test-results');
const report = join(results, 'jest.json');
const total = { passed: 0, failed: 0, skipped: 0 };

const verdict = (passed, startedAt) =>
  `${passed ? 'passed' : 'FAILED'} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

const run = async (name, command, args) => {
  const startedAt = performance.now();
  console.log(`\n== ${name}`);
  const [status] = await once(spawn(command, args, { cwd: root, stdio: 'inherit' }), 'close');
  console.log(`== ${name}: ${verdict(status === 0, startedAt)}`);
  return status === 0;
};

/** Skipped tests by file and outermost suite: the suite's title says what this machine lacks. */
const skippedSuites = (files) => {
  const counts = new Map();
  for (const { name, assertionResults } of files) {
    for (const { status, ancestorTitles, title } of assertionResults) {
      if (status !== 'pending' && status !== 'todo') continue;
      const suite = `${relative(root, name)}: ${ancestorTitles[0] ?? title}`;
      counts.set(suite, (counts.get(suite) ?? 0) + 1);
    }
  }
  return counts;
};

/** Runs beside others; what it said is shown once it has ended. */
const check = async (name) => {
  const startedAt = performance.now();
  const child = spawn('npm', ['run', '--silent', name], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const [status] = await once(child, 'close');
  console.log(`\n== ${name}\n${said}== ${name}: ${verdict(status === 0, startedAt)}`);
  return status === 0;
};

// The linter takes the longest, on one core: what is left of it runs beside the suites.
const lint = check('lint');
const checks = await Promise.all(['typecheck', 'arch'].map(check));

rmSync(results, { recursive: true, force: true });
mkdirSync(results);
const jestPassed = await run('jest', process.execPath, [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(root, 'node_modules/jest/bin/jest.js'),
  '--passWithNoTests',
  '--json',
  `--outputFile=${report}`,
  '--reporters=default',
  ...process.argv.slice(2),
]);

for (const passed of [...checks, await lint]) total[passed ? 'passed' : 'failed'] += 1;
const jest = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
if (jest !== undefined) {
  total.passed += jest.numPassedTests;
  total.failed += jest.numFailedTests + jest.numRuntimeErrorTestSuites;
  total.skipped += jest.numPendingTests + jest.numTodoTests;
  for (const [suite, count] of skippedSuites(jest.testResults)) console.log(`NOT RUN HERE: ${suite} (${count} tests)`);
}
// A run that ends badly without naming a test still failed.
if (!jestPassed && total.failed === 0) total.failed = 1;

process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
