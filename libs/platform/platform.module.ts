import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, Reflector } from '@nestjs/core';
import { askingGuard, type AskingParts } from './asking/asking.guard.js';
import { HealthController } from './health/health.controller.js';
import { readiness, type Check, type Readiness } from './health/health.js';
import type { Metrics } from './health/metrics.js';
import { cursors } from './http/cursors.js';
import type { Log } from './logging/log.js';
import { ProblemFilter } from './problems/problem.filter.js';
import type { KnownTroubles } from './problems/trouble-of.js';
import { CHECKS, CLOCK, CURSORS, KEYED_HASH, LOG, READINESS } from './tokens.js';

/** What the shell runs on. */
export interface PlatformParts extends AskingParts {
  readonly log: Log;
  readonly readiness?: Readiness;
  readonly checks?: readonly Check[];
  /** Missing: nobody measures. */
  readonly metrics?: Pick<Metrics, 'answered'>;
  /** The app's own errors, and refusals with another status than 422. */
  readonly known?: KnownTroubles;
}

/** Knows the caller, turns errors into problems and tells how the hub is; global, so that every app of it has the same. */
@Module({})
export class PlatformModule {
  static of(parts: PlatformParts): DynamicModule {
    const { clock, keyedHash, log, known = {}, checks = [] } = parts;
    const shared = [
      { provide: CLOCK, useValue: clock },
      { provide: KEYED_HASH, useValue: keyedHash },
      { provide: CURSORS, useValue: cursors(keyedHash, clock) },
      { provide: LOG, useValue: log },
      { provide: READINESS, useValue: parts.readiness ?? readiness() },
      { provide: CHECKS, useValue: checks },
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController],
      providers: [
        ...shared,
        {
          provide: APP_GUARD,
          useFactory: (reflector: Reflector) => askingGuard(parts, reflector),
          inject: [Reflector],
        },
        { provide: APP_FILTER, useValue: new ProblemFilter({ log, known }) },
      ],
      exports: shared.map(({ provide }) => provide),
    };
  }
}
