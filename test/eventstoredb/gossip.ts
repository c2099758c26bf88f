import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { answerCall } from './answering.js';
import type { CallKind } from './faults.js';
import type { Member, Node } from './node.js';
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

const memberInfo = ({ id, state, isAlive, at }: Member, now: number): gossip.MemberInfo => {
  const endpoint = new gossip.EndPoint();
  endpoint.setAddress(at.host);
  endpoint.setPort(at.port);
  const instance = new shared.UUID();
  instance.setString(id);
  const { LEADER, PRELEADER, FOLLOWER, UNKNOWN } = gossip.MemberInfo.VNodeState;
  const info = new gossip.MemberInfo();
  info.setInstanceId(instance);
  info.setTimeStamp(`${BigInt(now) * 10_000n}`);
  info.setState({ Leader: LEADER, PreLeader: PRELEADER, Follower: FOLLOWER, Unknown: UNKNOWN }[state]);
  info.setIsAlive(isAlive);
  info.setHttpEndPoint(endpoint);
  return info;
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
    info.setMembersList(node.members().map((member) => memberInfo(member, node.now())));
    return info;
  });
