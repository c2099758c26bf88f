import { Unacceptable } from '../failure.js';
import type { Keys } from '../keys.js';
import { parsed } from '../message.js';
import { asMessage, isKnownType, validate } from '../validate.js';
import { verify } from '../verify.js';
import type { Say } from './listen.js';

/** The messages in a file: one, a list, or one on each line. */
const textsIn = (content: string): readonly string[] => {
  try {
    const value: unknown = JSON.parse(content);
    return Array.isArray(value) ? value.map((one) => JSON.stringify(one)) : [content];
  } catch {
    return content.split('\n').filter((line) => line.trim() !== '');
  }
};

const verdictOf = async (text: string, keys: Keys): Promise<string | undefined> => {
  try {
    const raw = parsed(text);
    await verify(raw, keys);
    const message = asMessage(raw);
    validate(message);
    return undefined;
  } catch (error) {
    if (error instanceof Unacceptable) return `${error.reason}: ${error.message}`;
    throw error;
  }
};

/** Says of each message whether the hub has signed it and it is as its schema has it; resolves to whether all are. */
export const verifyAll = async (content: string, keys: Keys, say: Say): Promise<boolean> => {
  let good = true;
  for (const [index, text] of textsIn(content).entries()) {
    const wrong = await verdictOf(text, keys);
    good &&= wrong === undefined;
    const type = wrong === undefined ? (JSON.parse(text) as { readonly type: string }).type : '';
    say(`${index + 1} ${wrong ?? `good ${type}${isKnownType(type) ? '' : ' (unknown to this version)'}`}`);
  }
  return good;
};
