import { request } from 'node:http';
import { connect } from 'node:net';
import type { Answer } from '../e2e/agent.js';
import type { Sent } from './kind.js';

const answerOf = (status: number, rawHeaders: readonly string[], text: string): Answer => {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  const isJson = /json/.test(headers.get('content-type') ?? '');
  return { status, headers, text, body: isJson ? JSON.parse(text) : text };
};

/** Sends exactly this, without the tidying up that `fetch` does. */
export const send = (url: string, { method, path, headers, body }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const asking = request({ hostname, port, method, path, headers: { ...headers, ...length } as never });
    asking.setTimeout(8000, () => asking.destroy(new Error('no answer')));
    asking.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () =>
        resolve(answerOf(response.statusCode ?? 0, response.rawHeaders, Buffer.concat(chunks).toString())),
      );
    });
    asking.end(body);
  });

/** Writes bytes to the hub, and gives everything that comes back until it hangs up. */
export const sendBytes = (url: string, bytes: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(3000, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', reject).on('close', () => resolve(text));
  });

/** The answers in what came back over one connection. */
export const answersIn = (text: string): readonly Answer[] =>
  text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((each) => each.startsWith('HTTP/1.1'))
    .map((each) => {
      const [head = '', body = ''] = each.split('\r\n\r\n');
      const [first = '', ...headers] = head.split('\r\n');
      const pairs = headers.flatMap((line) => [
        line.slice(0, line.indexOf(':')),
        line.slice(line.indexOf(':') + 1).trim(),
      ]);
      return answerOf(Number(first.split(' ')[1]), pairs, body);
    });
