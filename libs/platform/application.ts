import type { DynamicModule, PipeTransform, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpServer } from './http/server.js';
import { strictValidation } from './http/strict-validation.js';
import { nestLog } from './logging/log.js';
import { PlatformModule, type PlatformParts } from './platform.module.js';

export interface ApplicationOptions {
  readonly modules: readonly (DynamicModule | Type)[];
  readonly parts: PlatformParts;
  /** Holds bodies, queries and parameters against their classes; `strictValidation()` unless said otherwise. */
  readonly pipe?: PipeTransform;
  /** Before the application starts to take requests: what is not a controller, for example the OpenAPI document. */
  readonly prepare?: (app: NestFastifyApplication) => void;
}

/** Below `/v1` is the API; these are beside it. */
const WITHOUT_PREFIX = [
  'ping',
  'health',
  'health/ready',
  'dev/users',
  'dev/token',
  'problems',
  'problems/:context/:reason',
];

/** The hub, or a part of it, as a Nest application that does not listen yet. */
export const application = async ({
  modules,
  parts,
  pipe,
  prepare,
}: ApplicationOptions): Promise<NestFastifyApplication> => {
  const platform = PlatformModule.of(parts);
  const root: DynamicModule = { ...platform, imports: [...modules] };
  const app = await NestFactory.create<NestFastifyApplication>(
    root,
    httpServer({ log: parts.log, known: parts.known ?? {} }, parts.metrics),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class, and takes a plain object by its own documentation
    { bodyParser: false, logger: nestLog(parts.log), abortOnError: false },
  );
  app.setGlobalPrefix('v1', { exclude: WITHOUT_PREFIX });
  app.useGlobalPipes(pipe ?? strictValidation());
  prepare?.(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
};
