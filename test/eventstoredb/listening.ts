import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { appendHandler } from './appending.js';
import { batchHandler } from './batch.js';
import { featuresHandler, gossipHandler } from './gossip.js';
import { httpServer, route } from './http.js';
import type { Log } from './log.js';
import type { Node } from './node.js';
import type { Proposed } from './records.js';
import { readHandler } from './reading.js';
import { deleteHandler, tombstoneHandler } from './removing.js';
import type { Settings } from './settings.js';
import { checking } from './users.js';
import { wholeCalls } from './whole-calls.js';

export const HOST = '127.0.0.1';
const MOST_CALLS = 100;

/** What a server writes for itself before anybody writes: whoever reads everything meets it. */
const ofTheServer = (): readonly (readonly [string, Proposed])[] => {
  const event = (type: string, data: object): Proposed => ({
    id: randomUUID(),
    type,
    isJson: true,
    data: Buffer.from(JSON.stringify(data)),
    metadata: Buffer.alloc(0),
  });
  return [
    ['$$$stats-127.0.0.1:2113', event('$metadata', { $maxAge: 86_400, $cacheControl: 300 })],
    ['$$$users', event('$metadata', { $acl: { $r: '$admins', $w: '$admins' } })],
    ['$users', event('$User', { loginName: 'admin' })],
  ];
};

/** Writes into a log that is new what a server does. */
export const begun = (log: Log): Log => {
  if (log.all.length === 0) for (const [stream, event] of ofTheServer()) log.append(stream, 'any', [event]);
  return log;
};

/** What a node needs besides what it listens by. */
export type Listening = Omit<Node, 'reset' | 'following' | 'newId'>;

type By = Pick<Settings, 'port' | 'tls' | 'users'>;

/** Hands a connection to whom it speaks to, by what was agreed on for TLS, else by how it begins. */
const sorted = (tls: By['tls'], toGrpc: (socket: Socket) => void, toHttp: (socket: Socket) => void) => {
  if (!tls) return createServer().on('connection', (socket) => route(socket, toGrpc, toHttp));
  const secured = createTlsServer({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] });
  return secured.on('secureConnection', (socket) => (socket.alpnProtocol === 'h2' ? toGrpc : toHttp)(socket));
};

/** Answers at a port, as one node: gRPC and HTTP. */
export const listen = async (
  its: Listening,
  { port = 0, tls, users }: By = {},
): Promise<{ readonly node: Node; readonly port: number }> => {
  const sockets = new Map<string, Socket>();
  const reset = (peer: string): void => void sockets.get(peer)?.resetAndDestroy();
  const node: Node = { ...its, newId: randomUUID, reset, following: new Set() };

  const server = new Server({
    'grpc.max_receive_message_length': 17 * 1024 * 1024,
    // As a server does: what is more than that through one connection waits at the client until some of it is over.
    'grpc.max_concurrent_streams': MOST_CALLS,
    interceptors: [checking(users), wholeCalls],
  });
  server.addService(streams.StreamsService, {
    read: readHandler(node),
    append: appendHandler(node),
    delete: deleteHandler(node),
    tombstone: tombstoneHandler(node),
    batchAppend: batchHandler(node),
  });
  server.addService(features.ServerFeaturesService, { getSupportedMethods: featuresHandler(node) });
  server.addService(gossip.GossipService, { read: gossipHandler(node) });

  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const http = httpServer(node);
  const noted = (to: (socket: Socket) => void) => (socket: Socket) => {
    const peer = `${socket.remoteAddress ?? ''}:${String(socket.remotePort ?? 0)}`;
    sockets.set(peer, socket.setNoDelay(true));
    socket.on('close', () => sockets.delete(peer)).on('error', () => socket.destroy());
    to(socket);
  };
  const connections = sorted(
    tls,
    noted((socket) => injector.injectConnection(socket)),
    noted((socket) => void http.emit('connection', socket)),
  );
  connections.listen(port, HOST);
  await once(connections, 'listening');
  return { node, port: (connections.address() as AddressInfo).port };
};
