import { join } from 'node:path';

export type Program = 'hub' | 'concord';

/** The path of a program as it ships, built for this run of the suites (`tools/build-for-tests.mjs`). */
export const built = (program: Program): string => {
  const folder = process.env['CONCORD_TEST_BUILD'];
  if (folder === undefined) throw new Error('nothing was built for these suites');
  return join(folder, `${program}.js`);
};
