/**
 * The shell: the only lib that knows Nest. Who asks, what an error looks like, how the hub starts, is watched and stops.
 *
 * ```ts
 * const app = await application({ modules: [ApiModule.of(…)], parts: { verifier, register, answers, keyedHash, clock, views, log, checks } });
 * await app.listen(config.port, config.host);
 * stopOnSignals(shutdown({ readiness, drainSeconds, stop: [{ name: 'server', stop: () => app.close() }, …], log }));
 * ```
 */
export { application, type ApplicationOptions } from './application.js';
export {
  Asked,
  askingOf,
  NEEDS,
  Needs,
  NeedsFunction,
  Public,
  type Asking,
  type AskingRequest,
} from './asking/asking.js';
export { askingGuard, type AskingParts, type Register, type Views } from './asking/asking.guard.js';
export { tagsIn } from './asking/headers.js';
export { strictJson } from './body/strict-json.js';
export { ConfigError, readConfig, type Config, type OidcConfig } from './config/config.js';
export type { KafkaConfig } from './config/kafka.js';
export { redacted } from './config/redacted.js';
export { DevelopmentModule } from './development/development.module.js';
export { adminServer, type AdminServer } from './health/admin-server.js';
export {
  foundInTime,
  PATIENCE,
  readiness,
  reportOf,
  type Check,
  type Health,
  type Readiness,
} from './health/health.js';
export { metricsOf, type Measure, type Metrics, type Sample } from './health/metrics.js';
export { shutdown, stopOnSignals, type ShutdownParts, type Signals, type Stoppable } from './health/shutdown.js';
export { cursors, type Cursors, type ListOf } from './http/cursors.js';
export { acknowledge, answerTag, revisionTag } from './http/etags.js';
export { faultsOf, strictValidation } from './http/strict-validation.js';
export { rateLimits, type RateLimits, type RateLimitsConfig } from './limits/rate-limits.js';
export { logLines, type LogLines } from './logging/lines.js';
export { structuredLog, type Log, type LogLevel } from './logging/log.js';
export { safeError } from './logging/safe-error.js';
export { openLog } from './open-log.js';
export { PlatformModule, type PlatformParts } from './platform.module.js';
export {
  Problem,
  problem,
  PROBLEMS,
  troubleWith,
  type Fault,
  type ProblemCode,
  type Trouble,
} from './problems/problem.js';
export { troubleOf, type KnownTroubles } from './problems/trouble-of.js';
export { CHECKS, CLOCK, CURSORS, KEYED_HASH, LOG, READINESS } from './tokens.js';
