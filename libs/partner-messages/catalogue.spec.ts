import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueOf, goldens } from './testing/index.js';

const FILE = join(import.meta.dirname, '../../docs/partners/catalogue.md');

it('docs/partners/catalogue.md is made of the schemas and the newest golden messages; `UPDATE_CATALOGUE=1` writes it', () => {
  const made = catalogueOf(goldens().at(-1)!.messages);
  if (process.env['UPDATE_CATALOGUE']) writeFileSync(FILE, made);
  expect(readFileSync(FILE, 'utf8')).toBe(made);
});

it('shows a message of each type', () => {
  expect(catalogueOf(goldens().at(-1)!.messages)).not.toContain('undefined');
  expect(catalogueOf([])).toContain('undefined');
});
