import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { PlatformModule, structuredLog } from '@hub/platform';
import { ApiModule, documentOf, type ApiParts } from '../index.js';

const FILE = join(process.cwd(), 'openapi.json');

/** The document of an application whose parts are never asked. */
const document = async () => {
  const parts = { clock: () => new Date(0), keyedHash: () => '', log: structuredLog({ level: 'silent' }) };
  const imports = [PlatformModule.of(parts as never), ApiModule.of({} as ApiParts)];
  const module = await Test.createTestingModule({ imports }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.setGlobalPrefix('v1', { exclude: ['ping', 'health', 'health/ready'] });
  await app.init();
  const made = documentOf(app);
  await app.close();
  return `${JSON.stringify(made, null, 2)}\n`;
};

it('the committed OpenAPI document is the one that the code makes; `UPDATE_OPENAPI=1` writes it', async () => {
  const made = await document();
  if (process.env['UPDATE_OPENAPI']) writeFileSync(FILE, made);
  expect(readFileSync(FILE, 'utf8')).toBe(made);
});
