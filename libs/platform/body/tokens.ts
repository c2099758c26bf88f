/** A piece of JSON text: a mark (`{}[],:`), or the text of a string, a number or a word. */
export interface Token {
  readonly kind: 'mark' | 'string' | 'other';
  readonly text: string;
}

const SPACE = new Set([' ', '\t', '\n', '\r']);
const MARKS = new Set(['{', '}', '[', ']', ',', ':']);

/** Index after the string that begins at `start`. */
const endOfString = (json: string, start: number): number => {
  for (let at = start + 1; ; at += 1) {
    if (json[at] === '\\') at += 1;
    else if (json[at] === '"' || at >= json.length) return at + 1;
  }
};

const endOfOther = (json: string, start: number): number => {
  let at = start;
  while (at < json.length && !MARKS.has(json[at] ?? '') && !SPACE.has(json[at] ?? '')) at += 1;
  return at;
};

/** The tokens of a text that is known to be JSON. */
export function* tokensOf(json: string): Generator<Token> {
  let at = 0;
  while (at < json.length) {
    const character = json[at] ?? '';
    if (SPACE.has(character)) {
      at += 1;
    } else if (MARKS.has(character)) {
      at += 1;
      yield { kind: 'mark', text: character };
    } else {
      const end = character === '"' ? endOfString(json, at) : endOfOther(json, at);
      yield { kind: character === '"' ? 'string' : 'other', text: json.slice(at, end) };
      at = end;
    }
  }
}
