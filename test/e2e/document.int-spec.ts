import { randomUUID } from 'node:crypto';
import { expectProblem, type Answer, type Options } from './agent.js';
import { subscribe } from './feed-by-hand.js';
import { withHub } from './hub.js';
import { exampleOf, forbiddenBy, operations, type Operation } from './openapi.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const FUNCTIONS = ['practitioner', 'information-governance', 'steward', 'administrator', 'system'] as const;

/** Somebody who may use every operation. */
const caller = () => hub().as('partnership', 'everything');

beforeAll(async () => {
  const role = { code: 'everything', title: 'Everything', reach: 'agency', functions: FUNCTIONS };
  await hub().administrator.post('/agencies/partnership/roles', role).created();
  await subscribe(hub().store, 'partnership');
});

interface Request {
  readonly why: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

const pathOf = ({ path, parameters }: Operation): string =>
  parameters
    .filter((each) => each.in === 'path')
    .reduce(
      (made, { name, schema }) => made.replace(`{${name}}`, encodeURIComponent(exampleOf(schema) as string)),
      path,
    );

const valuesOf = ({ parameters }: Operation, where: 'query' | 'header'): Record<string, string> =>
  Object.fromEntries(
    parameters
      .filter((each) => each.in === where && each.required)
      .map(({ name, schema }) => [name, name === 'Idempotency-Key' ? randomUUID() : String(exampleOf(schema))]),
  );

const ground = ({ headers = {} }: Request): Record<string, string> =>
  Object.keys(headers).some((name) => /ground|inform/i.test(name)) ? { 'Concord-Ground': 'typed' } : {};

const send = (operation: Operation, request: Request): Promise<Answer> => {
  const body = 'body' in request ? request.body : operation.body && exampleOf(operation.body);
  const options: Options = {
    query: { ...valuesOf(operation, 'query'), ...request.query },
    // What is said about a ground counts where there is one.
    headers: { ...valuesOf(operation, 'header'), ...ground(request), ...request.headers },
  };
  const kept = Object.fromEntries(Object.entries(options.headers ?? {}).filter(([, value]) => value !== ''));
  const path = request.path ?? pathOf(operation);
  return Promise.resolve(caller().call(operation.method, path, { ...options, headers: kept }, body));
};

const asText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** Headers are text without control characters: what cannot be sent is not tried. */
const forbiddenRequests = (operation: Operation): readonly Request[] => [
  ...(operation.body ? forbiddenBy(operation.body).map(({ why, value }) => ({ why: `body ${why}`, body: value })) : []),
  ...operation.parameters.flatMap(({ name, in: where, required, schema }): Request[] => {
    const values = forbiddenBy(schema).filter(({ value }) => asText(value) && !/\p{C}/u.test(String(value)));
    if (where === 'path')
      return values
        .filter(({ why }) => why !== 'of the wrong type' || name !== 'worker')
        .map(({ why, value }) => ({
          why: `${name} ${why}`,
          path: pathOf({ ...operation, parameters: operation.parameters.filter((each) => each.name !== name) }).replace(
            `{${name}}`,
            encodeURIComponent(String(value)),
          ),
        }));
    const kind = where === 'query' ? 'query' : 'headers';
    const wrong = values
      .filter(({ why }) => (why !== 'of the wrong type' || schema.enum) ?? schema.format)
      .map(({ why, value }) => ({ why: `${name} ${why}`, [kind]: { [name]: String(value) } }));
    return required && where === 'header' ? [...wrong, { why: `without ${name}`, headers: { [name]: '' } }] : wrong;
  }),
];

describe.each(operations.map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
  it('refuses with a problem whatever the document forbids, and stores nothing of it', async () => {
    await hub().storesNothing(async () => {
      for (const request of forbiddenRequests(operation)) {
        const answer = await send(operation, request);
        const told = `${request.why}: ${String(answer.status)} ${answer.text.slice(0, 300)}`;
        if (answer.status < 400 || answer.status > 499) throw new Error(told);
        expectProblem(answer);
      }
    });
  });

  it('takes what the document allows', async () => {
    const answer = await send(operation, { why: 'its own example' });
    if ([400, 401, 403, 415].includes(answer.status) || answer.status >= 500)
      throw new Error(`${String(answer.status)} ${answer.text.slice(0, 500)}`);
  });
});
