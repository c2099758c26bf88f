import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ApiModule, documentOf } from './index.js';
import { writeFileSync } from 'node:fs';

it('makes a document', async () => {
  const store = inMemoryEventStore({ now: () => '2026-06-30T09:12:00.000Z' });
  const index = { about: async () => ({ notes: [], families: [], upTo: '0' }) };
  const module = await Test.createTestingModule({ imports: [ApiModule.of({ store, index })] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.setGlobalPrefix('v1');
  await app.init();
  writeFileSync('/tmp/exp/openapi.json', JSON.stringify(documentOf(app), null, 2));
  await app.close();
});
