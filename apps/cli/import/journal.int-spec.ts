import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal, readJournal } from './journal.js';

const here = { hub: 'https://hub.example/', mapping: 'social-care' };
const parcel = (key: string) => ({ key, mac: `mac of ${key}`, body: '{"name":"Ada"}' });

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'concord-journal-')), 'extract.csv.concord-import.jsonl');

const journalled = async (path: string, keys: readonly string[], section = here): Promise<void> => {
  const journal = await openJournal(path, section);
  await Promise.all(keys.map((key, index) => journal.settle(parcel(key), { line: index + 2, outcome: 'stored' })));
  await journal.close();
};

describe('a journal', () => {
  it('knows the rows that were stored, the last one last, and nothing that they say', async () => {
    const path = newPath();
    await journalled(path, ['a', 'b']);
    await journalled(path, ['c', 'a']);
    expect([...readJournal(path, here)]).toEqual([
      ['b', 'mac of b'],
      ['c', 'mac of c'],
      ['a', 'mac of a'],
    ]);
    expect(readFileSync(path, 'utf8')).not.toContain('Ada');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not count what was not stored', async () => {
    const path = newPath();
    const journal = await openJournal(path, here);
    await journal.settle(parcel('a'), { line: 2, outcome: 'refused', codes: ['people/name-blank'] });
    await journal.settle(parcel('b'), { line: 3, outcome: 'changed', codes: [] });
    await journal.close();
    expect(readJournal(path, here).size).toBe(0);
  });

  it('is of one hub and one mapping', async () => {
    const path = newPath();
    await journalled(path, ['a']);
    await journalled(path, ['b'], { ...here, hub: 'https://other.example/' });
    await journalled(path, ['c'], { ...here, mapping: 'schools' });
    expect([...readJournal(path, here).keys()]).toEqual(['a']);
  });

  it('passes over what a killed command left half written', async () => {
    const path = newPath();
    await journalled(path, ['a']);
    appendFileSync(path, '{"line":3,"outcome":"stored","key":"b","ma');
    await journalled(path, ['c']);
    expect([...readJournal(path, here).keys()]).toEqual(['a', 'c']);
  });

  it('need not be there', () => {
    expect(readJournal(newPath(), here).size).toBe(0);
    const path = newPath();
    writeFileSync(path, '\n\nnot JSON\n');
    expect(readJournal(path, here).size).toBe(0);
  });
});
