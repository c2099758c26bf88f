import { formsOf } from '../leaks/forms.js';

/** Fields of the API that hold what is personal: names, days of birth, addresses, numbers, and everybody's own words. */
const PERSONAL: ReadonlySet<string> = new Set([
  ...['given', 'family', 'known', 'dateOfBirth', 'lines', 'postcode', 'value', 'nhsNumber', 'upn', 'localId'],
  ...['text', 'words', 'because', 'evidence', 'outside'],
]);

/** A shorter one may stand in a line by chance: it is looked for as a word of its own, in its own spelling. */
const SHORT = 6;
/** A shorter form of another spelling or encoding may. */
const SHORT_FORM = 10;
/** A shorter number may be anything. */
const SHORT_NUMBER = 8;
/** So many words in a row are enough to know a longer text by. */
const RUN = 4;
/** Nothing shorter is looked for. */
const SHORTEST = 3;

const told = new Set<string>();
const words = new Set<string>();
const forms = new Map<string, (readonly [form: string, text: string])[]>();

const index = (form: string, text: string): void => {
  const start = form.slice(0, SHORT);
  const alike = forms.get(start) ?? [];
  alike.push([form, text]);
  forms.set(start, alike);
};

const remember = (given: string): void => {
  const text = given.trim();
  const least = /^[\d\s]+$/.test(text) ? SHORT_NUMBER : SHORTEST;
  if (text.length < least || told.has(text)) return;
  told.add(text);
  if (text.length < SHORT) words.add(text);
  else index(text.toLowerCase(), text);
  for (const form of new Set(formsOf(text).map((one) => one.toLowerCase())))
    if (form.length >= SHORT_FORM && form !== text.toLowerCase()) index(form, text);
  const parts = text.toLowerCase().split(/\s+/);
  for (let at = 0; parts.length > RUN && at + RUN <= parts.length; at += 1)
    index(parts.slice(at, at + RUN).join(' '), text);
};

/** Keeps in mind what is told to a hub of this suite, so that no line of a log may tell it. */
export const tell = (...texts: readonly (string | undefined)[]): void =>
  texts.forEach((text) => text !== undefined && remember(text));

/** The same of whatever stands in the personal fields of a body, as deep as they are. */
export const tellBody = (body: unknown, field = ''): void => {
  if (typeof body === 'string' && PERSONAL.has(field)) tell(body);
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body)) tellBody(value, Array.isArray(body) ? field : name);
};

/** What a line tells of what was told, in any of the forms. The time at which it was written tells nothing. */
export const toldIn = (written: string): readonly string[] => {
  const line = written.replace(/"time":"[^"]*"/, '');
  const found = new Set((line.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => words.has(word)));
  const lower = line.toLowerCase();
  for (let at = 0; at + SHORT <= lower.length; at += 1)
    for (const [form, text] of forms.get(lower.slice(at, at + SHORT)) ?? [])
      if (lower.startsWith(form, at)) found.add(text);
  return [...found];
};
