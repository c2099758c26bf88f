import { Option, type Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { hubOf, reachingHub, type HubOptions } from '../hub/options.js';
import { askHub, problemIn, type Asked, type Hub } from '../hub/request.js';
import { stop } from '../outcome.js';
import type { Does, Task } from '../session.js';

interface Asking extends HubOptions {
  readonly agency?: string;
  readonly from?: string;
  readonly to?: string;
  readonly positions?: string;
  readonly messages?: readonly string[];
  readonly reason: string;
  readonly dryRun?: boolean;
}

interface Counts {
  readonly messages: readonly { readonly type: string; readonly count: number }[];
  readonly leftOut: { readonly void: number; readonly permissionGone: number };
}

const POSITIONS = /^(\d+)-(\d+)$/;

const windowOf = ({ from, to }: Asking): readonly object[] =>
  from === undefined || to === undefined ? [] : [{ window: { from, to } }];

const positionsOf = ({ positions = '' }: Asking): readonly object[] => {
  const [, from, to] = POSITIONS.exec(positions) ?? [];
  return from === undefined || to === undefined ? [] : [{ positions: { from: Number(from), to: Number(to) } }];
};

/** Which of the three ways was used; anything but one of them ends the command. */
const selectionOf = (asking: Asking): object => {
  const named = asking.messages ? [{ messages: asking.messages }] : [];
  const [only, ...others] = [...windowOf(asking), ...positionsOf(asking), ...named];
  return only && others.length === 0
    ? only
    : stop('usage', 'say --from and --to, or --positions <first>-<last>, or --messages');
};

/** Asks, and hands back what was answered; whatever is not an answer ends the command. */
const ask = async <A>(hub: Hub, asked: Omit<Asked, 'method'>): Promise<A> => {
  const response = await askHub(hub, { ...asked, method: 'POST' });
  if (response.ok) return (await response.json()) as A;
  const { code = String(response.status), title = 'the hub refused' } = await problemIn(response);
  return stop(response.status >= 500 ? 'failed' : 'refused', `${title} (${code})`);
};

const sentencesOf = ({ messages, leftOut }: Counts): readonly string[] => [
  ...messages.map(({ type, count }) => `  ${String(count)} ${type}`),
  `  left out: ${String(leftOut.permissionGone)} whose permission has gone since, ${String(leftOut.void)} void before`,
];

const replay: Task<Asking> = async (options, session) => {
  const { agency: agencyId, reason, dryRun = false } = options;
  const hub = hubOf(options, session);
  const asked = { selection: selectionOf(options), ...(agencyId !== undefined && { agencyId }) };
  if (dryRun) {
    const counts = await ask<Counts>(hub, { path: 'feed/replays:preview', body: JSON.stringify(asked) });
    session.screen.event({ event: 'replay-previewed', ...counts });
    for (const line of ['would be told once more:', ...sentencesOf(counts)]) session.screen.line(line);
    return 'ok';
  }
  const headers = { 'idempotency-key': randomUUID() };
  const made = { path: 'feed/replays', headers, body: JSON.stringify({ ...asked, reason }) };
  const { id, counts } = await ask<{ readonly id: string; readonly counts: Counts }>(hub, made);
  session.screen.event({ event: 'replay-made', id, ...counts });
  for (const line of [`told once more under /v1/feed/replays/${id}/events:`, ...sentencesOf(counts)])
    session.screen.line(line);
  return 'ok';
};

/** `concord publish replay`: has an agency told once more what it was told, or says what that would come to. */
export const addPublish = (program: Command, does: Does): void => {
  const publish = program.command('publish').description('what agencies’ systems are told');
  reachingHub(publish.command('replay'))
    .description('have messages told once more, beside the feed; needs a token of an administrator')
    .option('--agency <id>', 'whose messages; missing: those of the agency of the token')
    .option('--from <instant>', 'released at this time or later')
    .option('--to <instant>', 'and before this')
    .option('--positions <first-last>', 'from one sequence to another')
    .option('--messages <id...>', 'by their ids')
    .addOption(
      new Option('--reason <code>', 'why')
        .choices(['lost', 'restored-from-backup', 'fallen-behind', 'new-system', 'other'])
        .default('other'),
    )
    .option('--dry-run', 'count, and do nothing')
    .action(does(replay));
};
