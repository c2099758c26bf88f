import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { PlatformModule, structuredLog } from '@hub/platform';
import { ApiModule, documentOf, type ApiParts } from '../index.js';
import type { ApiDocument, DocumentedOperation } from './document.js';

const FILE = join(process.cwd(), 'openapi.json');

/** The document of an application whose parts are never asked. */
const makeDocument = async (): Promise<ApiDocument> => {
  const parts = { clock: () => new Date(0), keyedHash: () => '', log: structuredLog({ level: 'silent' }) };
  const imports = [PlatformModule.of(parts as never), ApiModule.of({} as ApiParts)];
  const module = await Test.createTestingModule({ imports }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.setGlobalPrefix('v1', { exclude: ['ping', 'health', 'health/ready'] });
  await app.init();
  const made = documentOf(app);
  await app.close();
  return made;
};

type Json = Record<string, unknown>;

/** Every schema of a part of the document, with where it is. */
const schemasIn = (node: unknown, at: string): readonly (readonly [string, Json])[] => {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.entries(node).flatMap(([key, each]) => schemasIn(each, `${at}/${key}`));
  return 'type' in node && typeof node.type === 'string' ? [[at, node], ...inside] : inside;
};

describe('the OpenAPI document', () => {
  let document: ApiDocument;
  const operations = (): readonly (readonly [string, DocumentedOperation])[] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, each]) => [`${method} ${path}`, each] as const),
    );
  const takes = (name: string, { parameters }: DocumentedOperation): boolean =>
    parameters.some(({ $ref }) => $ref?.endsWith(`/${name}`));

  beforeAll(async () => void (document = await makeDocument()));

  it('that is committed is the one that the code makes; `UPDATE_OPENAPI=1` writes it', () => {
    const made = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_OPENAPI']) writeFileSync(FILE, made);
    expect(readFileSync(FILE, 'utf8')).toBe(made);
  });

  it('asks for a key on every command, and for nothing of the kind on a read', () => {
    for (const [name, operation] of operations())
      expect([name, takes('IdempotencyKey', operation)]).toEqual([name, '201' in operation.responses]);
  });

  it('asks for a purpose in the address of every read of personal data', () => {
    for (const [name, operation] of operations()) {
      if (!name.startsWith('get') || operation['x-disclosure'] !== true) continue;
      expect([name, takes('Purpose', operation)]).toEqual([name, true]);
    }
  });

  it('lets no personal data into an address', () => {
    const names = operations().flatMap(([, { parameters }]) => parameters.flatMap(({ name }) => name ?? []));
    expect(names.filter((name) => /name|dob|birth|nhs|postcode/i.test(name))).toEqual([]);
  });

  it('bounds every text and every list, and describes every field', () => {
    const faults = schemasIn(document.components.schemas, '').flatMap(([at, schema]) => [
      ...(schema['type'] === 'string' && schema['maxLength'] === undefined ? [`${at}: no maxLength`] : []),
      ...(schema['type'] === 'array' && schema['maxItems'] === undefined ? [`${at}: no maxItems`] : []),
      ...(/\/properties\/\w+$/.test(at) && schema['description'] === undefined ? [`${at}: no description`] : []),
    ]);
    expect(faults).toEqual([]);
  });

  it('says of every 429 what is left and when to come again', () => {
    const { Problem429 } = document.components['responses'] as Record<string, { headers: object }>;
    expect(Object.keys(Problem429?.headers ?? {})).toEqual(expect.arrayContaining(['RateLimit', 'Retry-After']));
  });

  it('knows no 429 of what a suspended agency may record, and of opening an override: no limit makes these wait', () => {
    const never = operations().filter(([, { responses }]) => !('429' in responses));
    expect(never.map(([, { operationId }]) => operationId).sort()).toEqual([
      'acknowledgeRecall',
      'closeOverride',
      'disputeResponsibility',
      'endAgreement',
      'endInvolvement',
      'endSubscription',
      'markNoteInError',
      'openOverride',
      'recordConflict',
      'recordConsent',
      'recordHarm',
      'removeClient',
      'removeRole',
      'restrictNote',
      'restrictPerson',
      'reviewLocation',
      'reviewNoteLocation',
      'reviewOverride',
      'reviewStory',
      'suspendAgency',
      'suspendAgreement',
      'withdrawAllConsents',
      'withdrawConsent',
    ]);
  });

  it('gives an example of every plain value', () => {
    const plain = schemasIn(document.components.schemas, '').filter(
      ([, { type }]) => type !== 'object' && type !== 'array',
    );
    expect(plain.filter(([, schema]) => schema['example'] === undefined).map(([at]) => at)).toEqual([]);
  });
});
