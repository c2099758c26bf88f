import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { answerCall } from './answering.js';
import type { CallKind } from './faults.js';
import type { Node } from './node.js';
import type { Refusal } from './refusals.js';

export const VERSION = '23.10.6';
const METHODS = ['read', 'append', 'delete', 'tombstone', 'batchappend'];

const supportedMethods = (): features.SupportedMethods => {
  const methods = METHODS.map((name) => {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    return method;
  });
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion(VERSION);
  supported.setMethodsList(methods);
  return supported;
};

export interface Member {
  readonly id: string;
  readonly leads: boolean;
  readonly at: { readonly host: string; readonly port: number };
  /** How many bytes of the log it has not got. */
  readonly lacks: number;
}

const memberInfo = ({ id, leads, at }: Member, now: number): gossip.MemberInfo => {
  const endpoint = new gossip.EndPoint();
  endpoint.setAddress(at.host);
  endpoint.setPort(at.port);
  const instance = new shared.UUID();
  instance.setString(id);
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
  const info = new gossip.MemberInfo();
  info.setInstanceId(instance);
  info.setTimeStamp(`${BigInt(now) * 10_000n}`);
  info.setState(leads ? LEADER : FOLLOWER);
  info.setIsAlive(true);
  info.setHttpEndPoint(endpoint);
  return info;
};

/** One node, or two while it says that another leads. */
export const membersOf = ({ faults, ids, address }: Node): readonly Member[] => {
  const plan = faults.leader();
  const self = { id: ids[0], leads: plan === undefined, at: address(), lacks: plan?.lacks ?? 0 };
  return plan === undefined ? [self] : [self, { id: ids[1], leads: true, at: plan.leader ?? address(), lacks: 0 }];
};

type Unary<T> = (call: ServerUnaryCall<shared.Empty, T>, reply: sendUnaryData<T>) => void;

const unary =
  <T extends object>(node: Node, kind: CallKind, effect: () => T): Unary<T> =>
  (call, reply) => {
    const answer = (answered: T | Refusal): void => ('code' in answered ? reply(answered) : reply(null, answered));
    answerCall<T>(node, { kind, stream: '', requiresLeader: false, peer: call.getPeer(), effect, answer });
  };

export const featuresHandler = (node: Node): Unary<features.SupportedMethods> =>
  unary(node, 'features', supportedMethods);

export const gossipHandler = (node: Node): Unary<gossip.ClusterInfo> =>
  unary(node, 'gossip', () => {
    const info = new gossip.ClusterInfo();
    info.setMembersList(membersOf(node).map((member) => memberInfo(member, node.now())));
    return info;
  });
