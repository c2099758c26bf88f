import type { EventStore } from '@hub/eventsourcing';
import type { Verifier } from '@hub/identity';
import type { KeyedHash } from '@hub/vault';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule, type ApiParts } from '../api.module.js';
import { checked } from '../contract/checked.js';
import { Malformed } from '../contract/malformed.js';
import { documentOf } from '../openapi/document.js';
import { guardOf } from './guard.js';
import { ProblemFilter } from './problem.filter.js';
import { refuse } from '@hub/eventsourcing';

export interface ApplicationParts extends ApiParts {
  readonly store: EventStore;
  readonly verifier: Verifier;
  readonly keyedHash: KeyedHash;
  readonly clock: () => Date;
}

/** The API as a Nest application, not yet listening. */
export const apiApplication = async (parts: ApplicationParts): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.of(parts), new FastifyAdapter(), {
    logger: ['error', 'warn'],
  });
  app.setGlobalPrefix('v1');
  app.useGlobalGuards(guardOf(parts));
  app.useGlobalPipes(
    checked((faults, of) => {
      if (of === 'param') return refuse('request/not-found', 'there is no such record, or not for you');
      throw new Malformed(faults);
    }),
  );
  app.useGlobalFilters(new ProblemFilter());
  const document = documentOf(app);
  app.getHttpAdapter().get('/openapi.json', (_request: unknown, reply: { send(body: object): void }) => {
    reply.send(document);
  });
  await app.init();
  return app;
};
