import { createHash } from 'node:crypto';
import { SECRETS, type Secret } from './secrets.js';

/** Letters and digits alone, in lower case: as an index may keep a name. */
const squeezed = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The middle of a text in base 64, wherever in a longer one it begins; first and last letters depend on what is around. */
const inBase64 = (bytes: Buffer): readonly string[] =>
  [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return padded.slice(shift === 0 ? 0 : shift + 1, (bytes.length + shift) % 3 === 0 ? undefined : -1);
  });

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;

/** Hashes without a key: whoever guesses a name or a birthday finds them. */
const hashesOf = (text: string): readonly string[] =>
  ALGORITHMS.flatMap((algorithm) => {
    const hash = createHash(algorithm).update(text).digest();
    return [hash.toString('hex'), hash.toString('base64').replace(/=+$/, ''), hash.toString('base64url')];
  });

const spellings = (text: string): readonly string[] => [...new Set([text, text.toLowerCase(), squeezed(text)])];

/** A text as it may stand somewhere: as it is, in other spellings and encodings, and hashed without a key. */
export const formsOf = (text: string): readonly string[] => [
  ...new Set(
    spellings(text).flatMap((spelling) => {
      const bytes = Buffer.from(spelling);
      const base64 = inBase64(bytes).flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
      const utf16 = Buffer.from(spelling, 'utf16le').toString('latin1');
      return [spelling, bytes.toString('hex'), ...base64, utf16, encodeURIComponent(spelling), ...hashesOf(spelling)];
    }),
  ),
];

const FORMS = Object.entries(SECRETS).map(([name, text]) => [
  name as Secret,
  // Whatever the case; base 64 of another case is another text, and only more is found.
  formsOf(text).map((form) => form.toLowerCase()),
]) as readonly (readonly [Secret, readonly string[]])[];

/** What of it is found in a text, or in bytes read as text, in any of the forms. */
export const secretsIn = (found: string | Buffer): readonly Secret[] => {
  const text = (typeof found === 'string' ? found : found.toString('latin1')).toLowerCase();
  return FORMS.filter(([, forms]) => forms.some((form) => text.includes(form))).map(([name]) => name);
};
