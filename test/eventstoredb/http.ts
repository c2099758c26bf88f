import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { VERSION } from './gossip.js';
import type { Member, Node } from './node.js';

/** A member as a server tells of it over HTTP, which says more than the gossip of the protocol: how much of the log it has. */
const told = (node: Node, { id, state, isAlive, at, lacks }: Member) => {
  const end = Number(node.log.end) - lacks;
  return {
    instanceId: id,
    timeStamp: new Date(node.now()).toISOString(),
    state,
    isAlive,
    httpEndPointIp: at.host,
    httpEndPointPort: at.port,
    lastCommitPosition: end,
    writerCheckpoint: end,
    chaserCheckpoint: end,
  };
};

const stateOf = (node: Node): string | undefined =>
  node
    .members()
    .find(({ at }) => at.port === node.address().port)
    ?.state.toLowerCase();

/** What a server answers besides its protocol: `/gossip` and `/info`, as JSON. */
export const httpServer = (node: Node): Server =>
  createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    const answers: Readonly<Record<string, () => object>> = {
      '/gossip': () => ({ members: node.members().map((member) => told(node, member)) }),
      '/info': () => ({ esVersion: `${VERSION}.0`, state: stateOf(node) }),
    };
    const answer = answers[path ?? ''];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(answer ? JSON.stringify(answer()) : undefined);
  });

const PREFACE = 'PRI';

/** Hands a connection to whom it speaks to: gRPC opens with the preface of HTTP/2. */
export const route = (socket: Socket, toGrpc: (socket: Socket) => void, toHttp: (socket: Socket) => void): void => {
  socket.once('data', (first: Buffer) => {
    socket.pause();
    socket.unshift(first);
    if (PREFACE.startsWith(first.subarray(0, PREFACE.length).toString())) toGrpc(socket);
    else {
      toHttp(socket);
      socket.resume();
    }
  });
  socket.on('error', () => socket.destroy());
};
