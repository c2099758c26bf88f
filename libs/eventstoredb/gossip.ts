import services from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import messages from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { insideOf } from './inside.js';

/** A node as another knows it. */
export interface Member {
  readonly address: string;
  /** `leader`, `follower`, or what else it is at present, in the server's own word. */
  readonly role: string;
  readonly isAlive: boolean;
}

const roleOf = (state: number): string => {
  const names = Object.entries(messages.MemberInfo.VNodeState) as readonly (readonly [string, unknown])[];
  return (names.find(([, value]) => value === state)?.[0] ?? 'unknown').toLowerCase();
};

const membersIn = (info: messages.ClusterInfo): readonly Member[] =>
  info.getMembersList().map((member) => {
    const at = member.getHttpEndPoint();
    const address = `${at?.getAddress() ?? '?'}:${String(at?.getPort() ?? 0)}`;
    return { address, role: roleOf(member.getState()), isAlive: member.getIsAlive() };
  });

/** The nodes that there are, as the one says that a client is connected to. It keeps no deadline. */
export const gossipOf = async (client: EventStoreDBClient): Promise<readonly Member[]> =>
  membersIn(
    await insideOf(client).execute(
      services.GossipClient,
      'gossip',
      (grpc) =>
        new Promise<messages.ClusterInfo>((resolve, reject) => {
          grpc.read(new shared.Empty(), (error, info) => {
            if (error) reject(error);
            else resolve(info);
          });
        }),
    ),
  );

/** Those who elect: not whoever only reads along, or only manages. */
export const votersIn = (members: readonly Member[]): readonly string[] =>
  members.filter(({ role }) => !/readonly|manager/.test(role)).map(({ address }) => address);

const leaderIn = (members: readonly Member[]): string | undefined =>
  members.find(({ role, isAlive }) => role === 'leader' && isAlive)?.address;

/**
 * True where a node itself says that it leads. The others name it as soon as it is elected; it says so itself only once it has and shows
 * all that was answered before, and until then it answers also what requires the leader.
 */
export const leads = (node: string, members: readonly Member[]): boolean => leaderIn(members) === node;

/**
 * Who leads, as most of those say who are asked: all at once, so that one who is silent holds up nobody, and one who has come back
 * and still believes that it leads is outvoted. Where too few have said anything, whoever is named most; nothing where nobody is, or
 * where most know of nobody.
 */
export const leaderOf = <T>(asked: readonly T[], ask: (one: T) => Promise<readonly Member[]>) =>
  new Promise<string | undefined>((resolve) => {
    const votes = new Map<string | undefined, number>();
    let open = asked.length;
    const count = (vote: string | undefined): void => {
      votes.set(vote, (votes.get(vote) ?? 0) + 1);
      for (const [said, number] of votes) if (number * 2 > asked.length) resolve(said);
    };
    const over = (): void => {
      open -= 1;
      if (open > 0) return;
      votes.delete(undefined);
      const [first] = [...votes].sort(([, a], [, b]) => b - a);
      resolve(first?.[0]);
    };
    for (const one of asked)
      ask(one)
        .then((members) => count(leaderIn(members)))
        .catch(() => undefined)
        .finally(over);
  });
