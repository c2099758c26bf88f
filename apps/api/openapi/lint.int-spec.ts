import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

it('the OpenAPI and the AsyncAPI document keep the rules of redocly.yaml', () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join('node_modules', '@redocly', 'cli', 'bin', 'cli.js'), 'lint'],
    { encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  );
  expect({ status, problems: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, problems: '' });
});
