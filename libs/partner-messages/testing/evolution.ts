import type { JsonSchema } from '../json-schema.js';

/** Words for people, which may be put better at any time. */
const WORDS = ['$schema', 'title', 'description', 'examples'];

const asked = (schema: JsonSchema): readonly string[] => [...(schema.required ?? [])].sort();

const rest = ({ properties: _, required: _r, items: _i, ...others }: JsonSchema): string =>
  JSON.stringify(
    Object.entries(others)
      .filter(([word]) => !WORDS.includes(word))
      .sort(),
  );

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

type Field = JsonSchema | boolean | undefined;

const changesOfField = (before: Field, after: Field, at: string): readonly string[] => {
  if (typeof before !== 'object' || typeof after !== 'object')
    return before === after ? [] : [`${at} was ${before === undefined ? 'missing' : 'there'}`];
  return breachesOf(before, after, at);
};

/**
 * Where a schema is no later minor of an earlier one: all that may have come is a field that may be missing
 * (`docs/partners/messages.md`, How it grows). A list to which a member may be added has no `enum`.
 */
export const breachesOf = (before: JsonSchema, after: JsonSchema, at = '$'): readonly string[] => [
  ...(same(asked(before), asked(after)) ? [] : [`${at} asks for other fields`]),
  ...(rest(before) === rest(after) ? [] : [`${at} is restricted in another way`]),
  ...Object.entries(before.properties ?? {}).flatMap(([name, field]) =>
    changesOfField(field, after.properties?.[name], `${at}.${name}`),
  ),
  ...changesOfField(before.items, after.items, `${at}[]`),
];

/** A value as an earlier reader sees it: without fields that its schema does not name. */
export const asReadBy = (schema: JsonSchema, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => schema.properties?.[name] !== undefined)
      .map(([name, part]) => [name, asReadBy(schema.properties?.[name] as JsonSchema, part)]),
  );
};
