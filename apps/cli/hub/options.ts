import { Option, type Command } from 'commander';
import type { Session } from '../session.js';
import { hubAddress } from './address.js';
import type { Hub } from './request.js';
import { tokenFrom } from './token.js';

/** How a command reaches the hub. */
export interface HubOptions {
  readonly url: string;
  readonly tokenFile?: string;
  readonly insecure?: boolean;
}

/** Milliseconds that the hub may be away before a command gives up. */
const PATIENCE = 300_000;

/** Says the same thing once, however many requests find it out. */
const distinct = (say: (text: string) => void) => {
  let last = '';
  return (text: string): void => {
    if (text !== last) say(text);
    last = text;
  };
};

export const hubOf = ({ url, tokenFile, insecure }: HubOptions, session: Session): Hub => ({
  address: hubAddress(url, insecure),
  token: tokenFrom(tokenFile, session.environment),
  patience: { limit: PATIENCE, now: session.clock, signal: session.interrupted },
  notice: distinct((text) => session.screen.note(text)),
});

const URL_OPTION = ['--url <address>', 'the hub, for example https://hub.example'] as const;

/** The options by which a command reaches the hub; `--url` may be left out where it says so. */
export const reachingHub = (command: Command, { urlOptional = false } = {}): Command =>
  (urlOptional ? command.option(...URL_OPTION) : command.requiredOption(...URL_OPTION))
    .option('--token-file <file>', 'a token of the agency; missing: CONCORD_TOKEN')
    .addOption(new Option('--insecure', 'cross a network in clear').hideHelp());
