import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';
import ts from 'typescript';
import type { IdentifierScheme } from '@hub/people';
import { pageOf } from './page.js';
import { problemTypes } from './problem-types.js';

const FILE = 'apps/api/problem-pages/refusals.ts';
const SCHEMES: readonly IdentifierScheme[] = ['nhs-number', 'upn', 'local'];

const sources = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sources(path);
    return /(?<!spec)\.ts$/.test(entry.name) && path !== FILE ? [path] : [];
  });

const isCode = (text: string): boolean => /^[a-z-]+\/[a-z-]+$/.test(text);
const textOf = (node: ts.Node | undefined): string | undefined =>
  node && ts.isStringLiteralLike(node) ? node.text : undefined;

/** `['code', 'message']`, as arguments or as a pair that becomes them. */
const pairIn = (node: ts.Node): readonly (ts.Node | undefined)[] => {
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 2 ? node.elements : [];
  const isRefusal =
    (ts.isCallExpression(node) && node.expression.getText() === 'refuse') ||
    (ts.isNewExpression(node) && node.expression.getText() === 'Refusal');
  return isRefusal ? (node.arguments ?? []) : [];
};

/** A code that is made of the scheme of an identifier stands for one of each. */
const codesOf = (node: ts.Node | undefined): readonly string[] => {
  const text = textOf(node);
  if (text !== undefined) return isCode(text) ? [text] : [];
  const made = node && ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : '';
  return made.includes('${scheme}') ? SCHEMES.map((scheme) => made.replace('${scheme}', scheme)) : [];
};

const refusalsIn = (path: string): readonly (readonly [string, string])[] => {
  const found: (readonly [string, string])[] = [];
  const visit = (node: ts.Node): void => {
    const [code, message] = pairIn(node);
    const title = textOf(message);
    if (title !== undefined) for (const each of codesOf(code)) found.push([each, title]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true));
  return found;
};

const listed = async (): Promise<string> => {
  const titles = new Map<string, Set<string>>();
  for (const [code, title] of ['libs', 'apps'].flatMap(sources).flatMap(refusalsIn))
    titles.set(code, (titles.get(code) ?? new Set()).add(title));
  const list = Object.fromEntries(
    [...titles].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, said]) => [code, [...said].sort()]),
  );
  const text = `/** Every refusal of a rule, by code, with what it says. Made by \`UPDATE_PROBLEMS=1 npm run test:unit -- apps/api/problem-pages\`. */
export const REFUSALS: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(list)};`;
  return prettier.format(text, { parser: 'typescript', ...(await prettier.resolveConfig(FILE)) });
};

it('the list of refusals is what the rules say', async () => {
  const text = await listed();
  if (process.env['UPDATE_PROBLEMS']) writeFileSync(FILE, text);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});

it.each([...problemTypes.values()])('$code has a page that says what is wrong and what to do', (type) => {
  const page = pageOf(type);
  for (const title of type.titles) expect(page).toContain(title.replaceAll('"', '&quot;'));
  expect(page).toMatch(new RegExp(`Status ${type.status}\\. [A-Z]`));
});

it('a record that is not there has no page that would tell why', () => {
  expect([...problemTypes.values()].filter(({ status }) => status === 404).map(({ code }) => code)).toEqual([
    'request/not-found',
  ]);
});
