import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { TERMS, type Terms } from '../contract/operation.js';
import { Problem } from '../contract/problem.js';
import { HEADERS } from './rate-limits.js';
import { headersOf, othersOf, PARAMETERS, parametersOf, PROBLEMS, problemsOf } from './shared.js';

type Json = Record<string, unknown>;

interface Operation extends Json {
  parameters?: { readonly in?: string; readonly name?: string; readonly $ref?: string }[];
  responses: Record<string, Json>;
  requestBody?: Json;
}

/** An operation of the document, with everything that its terms promise. */
export interface DocumentedOperation extends Json {
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly responses: Json;
}

/** The document as it is served: wider than Nest's own type for it. That it is OpenAPI, redocly says in a test. */
export interface ApiDocument extends Omit<OpenAPIObject, 'paths' | 'components'> {
  readonly paths: Record<string, Record<string, DocumentedOperation>>;
  readonly components: Json & { readonly schemas: Json };
}

const TAGS = {
  Register: 'The members of the partnership and what they have agreed.',
  People: 'Who somebody is, who decides for them, and what protects them.',
  Families: 'People linked for a time.',
  Consents: 'Permissions and refusals, and what became of them.',
  'Case notes': 'What agencies write about the people they work with.',
  Overrides: 'Emergency access.',
  Disclosures: 'Who was told what, when and why.',
  Matches: 'Whether two records are of one person.',
  Subscriptions: 'What agencies’ systems are told of.',
  Recalls: 'What an agency was told and must not use as before.',
  Feed: 'What a partner is told, and what its messages are about.',
  Views: 'What an agency may read, decided at the moment of asking.',
} as const;

const description = `Agencies that work with the same families record notes, consents and agreements, and read what
the agreements, the law and the family’s consent let them read. Every read is decided, recorded, and only then answered.`;

const skeleton = () => {
  const builder = new DocumentBuilder()
    .setTitle('Concord')
    .setDescription(description)
    .setVersion('1.0.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .setContact('The partnership’s operator', 'https://concord.invalid', 'operator@concord.invalid')
    .addServer('http://localhost:3000', 'The embedded default')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token of a registered client.' },
      'token',
    )
    .addSecurityRequirements('token');
  for (const [name, words] of Object.entries(TAGS)) builder.addTag(name, words);
  return builder.build();
};

const referTo = (kind: string, name: string | number) => ({ $ref: `#/components/${kind}/${name}` });

const completed = ({ [TERMS]: raw, ...operation }: Operation): DocumentedOperation => {
  const terms = raw as Terms;
  const { parameters = [], responses } = operation;
  const [success = '200'] = Object.keys(responses).filter((status) => status.startsWith('2'));
  return {
    ...operation,
    'x-roles': terms.functions ?? ['any'],
    ...(terms.kind === 'disclosure' || terms.kind === 'search' ? { 'x-disclosure': true } : {}),
    parameters: [...parameters, ...parametersOf(terms).map((name) => referTo('parameters', name))],
    responses: {
      [success]: { ...responses[success], ...headersOf(terms, responses[success]) },
      ...othersOf(terms),
      ...Object.fromEntries(problemsOf(terms).map((status) => [status, referTo('responses', `Problem${status}`)])),
    },
  };
};

/** Names of the schemas that a part of the document refers to, near and far. */
const reachable = (schemas: Json, part: unknown, found = new Set<string>()): ReadonlySet<string> => {
  for (const [, name = ''] of JSON.stringify(part ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (found.has(name)) continue;
    found.add(name);
    reachable(schemas, schemas[name], found);
  }
  return found;
};

/** What a request may hold is closed; what an answer holds may grow. */
const closed = (schemas: Json, requests: ReadonlySet<string>): Json =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      requests.has(name) ? { ...(schema as Json), additionalProperties: false } : schema,
    ]),
  );

/** The OpenAPI document of a running application: what its routes, classes and terms say. */
export const documentOf = (app: INestApplication): ApiDocument => {
  const raw = SwaggerModule.createDocument(app, skeleton(), {
    operationIdFactory: (_controller, method) => method,
    extraModels: [Problem],
  });
  const operations = Object.entries(raw.paths as Record<string, Record<string, Operation>>)
    .filter(([, item]) => Object.values(item).every((each) => TERMS in each))
    .map(([path, item]): [string, Record<string, DocumentedOperation>] => [
      path,
      Object.fromEntries(Object.entries(item).map(([method, each]) => [method, completed(each)])),
    ]);
  const schemas = (raw.components?.schemas ?? {}) as Json;
  const bodies = operations.flatMap(([, item]) => Object.values(item).map(({ requestBody }) => requestBody));
  return {
    ...raw,
    paths: Object.fromEntries(operations.sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      ...raw.components,
      schemas: closed(schemas, reachable(schemas, bodies)),
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: Object.fromEntries(Object.entries(PROBLEMS).map(([status, each]) => [`Problem${status}`, each])),
    },
  };
};
