// A double of EventStoreDB in a process of its own: its protocol and its answers, for tests alone. `index.ts` starts it.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { appendHandler } from './appending.js';
import { batchHandler } from './batch.js';
import { featuresHandler, gossipHandler } from './cluster.js';
import { startControl } from './control.js';
import { Faults } from './faults.js';
import { httpServer, route } from './http.js';
import { openJournal, type Journal } from './journal.js';
import { Log } from './log.js';
import type { Node } from './node.js';
import type { Proposed } from './records.js';
import { readHandler } from './reading.js';
import { deleteHandler, tombstoneHandler } from './removing.js';
import type { Settings } from './settings.js';

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const now = (): number => Date.now();

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

const openLog = (): Log => {
  let journal: Journal | undefined;
  const log = new Log({ now, newId: randomUUID, keep: (change) => journal?.keep(change) });
  if (settings.file !== undefined) journal = openJournal(settings.file, (change) => log.restore(change));
  if (log.all.length === 0) for (const [stream, event] of ofTheServer()) log.append(stream, 'any', [event]);
  return log;
};

const connections = createServer();
const sockets = new Map<string, Socket>();
const address = { host: '127.0.0.1', port: 0 };
const node: Node = {
  log: openLog(),
  faults: new Faults(() => performance.now()),
  now,
  newId: randomUUID,
  ids: [randomUUID(), randomUUID()],
  liveBuffer: settings.liveBuffer ?? 400,
  address: () => address,
  reset: (peer) => sockets.get(peer)?.resetAndDestroy(),
  following: new Set(),
};

const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
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
connections.on('connection', (socket) => {
  const peer = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
  sockets.set(peer, socket.setNoDelay(true));
  socket.on('close', () => sockets.delete(peer));
  route(
    socket,
    () => injector.injectConnection(socket),
    () => http.emit('connection', socket),
  );
});
connections.listen(settings.port ?? 0, address.host);
await once(connections, 'listening');
address.port = (connections.address() as AddressInfo).port;
console.log(JSON.stringify({ port: address.port, control: await startControl(node) }));
