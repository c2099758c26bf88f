import type { Command } from 'commander';
import { hubOf, reachingHub, type HubOptions } from '../hub/options.js';
import type { Does, Task } from '../session.js';
import { askTrail } from './ask.js';

interface Decided {
  readonly policy: string;
  readonly outcome: string;
  readonly items: readonly { readonly item: string }[];
}

interface Replayed {
  readonly recordedAt: string;
  readonly same: boolean;
  readonly then: Decided;
  readonly today: Decided;
  readonly moved: readonly { readonly stream: string; readonly events: readonly string[] }[];
  readonly voided?: { readonly recordedAt: string; readonly because: string; readonly mayHaveLeft: boolean };
}

const goneFrom = ({ items }: Decided, today: Decided): readonly string[] => {
  const shown = new Set(today.items.map(({ item }) => item));
  return items.map(({ item }) => item).filter((item) => !shown.has(item));
};

const LEFT = '; may have left before';

const sentencesOf = ({ recordedAt, same, then, today, moved, voided }: Replayed): readonly string[] => [
  `recorded at ${recordedAt} by policy ${then.policy}: ${then.outcome}`,
  ...(voided ? [`  made void at ${voided.recordedAt} (${voided.because})${voided.mayHaveLeft ? LEFT : ''}`] : []),
  same ? '  decided again: the same' : '  decided again: NOT the same',
  `  would be decided today: ${today.outcome}`,
  ...goneFrom(then, today).map((item) => `  would not show today: ${item}`),
  ...moved.map(({ stream, events }) => `  since then in ${stream}: ${events.join(', ')}`),
];

const replay: Task<HubOptions & { readonly disclosure: string }> = async (options, session) => {
  const path = `disclosures/${encodeURIComponent(options.disclosure)}:replay`;
  const { items } = await askTrail<{ readonly items: readonly Replayed[] }>(hubOf(options, session), path);
  for (const item of items) {
    session.screen.event({ event: 'replayed', ...item });
    for (const line of sentencesOf(item)) session.screen.line(line);
  }
  return items.every(({ same }) => same) ? 'ok' : 'problems';
};

/** `concord replay`: decides a recorded disclosure again, from the facts and the policy that it rested on. */
export const addReplay = (program: Command, does: Does): void => {
  const run = does(replay);
  reachingHub(program.command('replay <disclosure>'))
    .description('decide a recorded disclosure again; shows no content')
    .action((disclosure: string, options: HubOptions) => run({ ...options, disclosure }));
};
