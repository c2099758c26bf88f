import { EventStoreError } from '@hub/eventsourcing';
import type { Config } from '@hub/platform';
import { fail, pass, warn, type Finding } from './finding.js';

/** Bytes that a follower may lack: what is written while one looks. */
const SLIGHT = 1024 * 1024;

/** Structurally what `describeEventStoreDb` says of a node. */
interface Node {
  readonly address: string;
  readonly role: string;
  readonly isAlive: boolean;
  readonly behind?: number;
}

const nodeFinding = ({ address, role, isAlive, behind }: Node): Finding => {
  const what = `log on ${address}`;
  if (!isAlive) return warn(what, 'the node does not answer', 'see that it runs: the log needs most of its nodes');
  if (behind === undefined) return pass(what, `${role}; it does not say how far it is behind`);
  const says = `${role}, ${behind} bytes behind the leader`;
  return behind <= SLIGHT ? pass(what, says) : warn(what, says, 'see that it catches up');
};

/** Which engine keeps the log, who leads, and how far each follower is behind. */
export const engineFindings = async ({ eventStoreUrl }: Pick<Config, 'eventStoreUrl'>): Promise<readonly Finding[]> => {
  if (eventStoreUrl === undefined) return [pass('log', 'is in PostgreSQL')];
  const { describeEventStoreDb } = await import('@hub/eventstoredb');
  try {
    const { version, nodes } = await describeEventStoreDb(eventStoreUrl);
    const leader = nodes.find(({ role }) => role === 'leader');
    const followers = nodes.filter((node) => node !== leader).map(nodeFinding);
    return leader
      ? [pass('log', `is on EventStoreDB ${version}, led by ${leader.address}`), ...followers]
      : [fail('log', `is on EventStoreDB ${version}, and nobody leads`, 'start most of its nodes'), ...followers];
  } catch (error) {
    if (!(error instanceof EventStoreError)) throw error;
    return [fail('log', `EventStoreDB: ${error.message}`, 'check CONCORD_EVENT_STORE and the server')];
  }
};
