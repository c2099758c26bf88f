import { readFileSync } from 'node:fs';
import { stop } from '../outcome.js';

/** Whoever asks for the token gets the newest: one in a file may be renewed while the command runs. */
export type Token = () => string;

const TOKEN = /^[\w.~+/-]+=*$/;

const checked = (text: string, whence: string): string => {
  const token = text.trim();
  return TOKEN.test(token) ? token : stop('usage', `${whence} does not hold a token`);
};

/** The agency's token, from a file or the environment. Never from the command line, which others can read. */
export const tokenFrom = (file: string | undefined, environment: NodeJS.ProcessEnv): Token => {
  if (file !== undefined) {
    const read = (): string => checked(readFileSync(file, 'utf8'), 'the token file');
    read();
    return read;
  }
  const token = environment['CONCORD_TOKEN'];
  if (token === undefined) return stop('usage', 'a token is needed: --token-file, or CONCORD_TOKEN in the environment');
  const fixed = checked(token, 'CONCORD_TOKEN');
  return () => fixed;
};
