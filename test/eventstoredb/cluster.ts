import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { Node } from './node.js';

export const VERSION = '23.10.6';
const METHODS = ['read', 'append', 'delete', 'tombstone', 'batchappend'];

export const featuresHandler = (
  _call: ServerUnaryCall<shared.Empty, features.SupportedMethods>,
  answer: sendUnaryData<features.SupportedMethods>,
): void => {
  const methods = METHODS.map((name) => {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    return method;
  });
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion(VERSION);
  supported.setMethodsList(methods);
  answer(null, supported);
};

const member = (node: Node, id: string, now: number): gossip.MemberInfo => {
  const { host, port } = node.address();
  const endpoint = new gossip.EndPoint();
  endpoint.setAddress(host);
  endpoint.setPort(port);
  const instance = new shared.UUID();
  instance.setString(id);
  const info = new gossip.MemberInfo();
  info.setInstanceId(instance);
  info.setTimeStamp(`${BigInt(now) * 10_000n}`);
  info.setState(gossip.MemberInfo.VNodeState.LEADER);
  info.setIsAlive(true);
  info.setHttpEndPoint(endpoint);
  return info;
};

export const gossipHandler = (node: Node) => {
  const id = node.newId();
  return (
    _call: ServerUnaryCall<shared.Empty, gossip.ClusterInfo>,
    answer: sendUnaryData<gossip.ClusterInfo>,
  ): void => {
    const info = new gossip.ClusterInfo();
    info.setMembersList([member(node, id, node.now())]);
    answer(null, info);
  };
};
