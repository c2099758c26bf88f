import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { foundInTime, PATIENCE } from './health.js';

/** A number, and what tells it apart from others of its name. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Numbers of one name, as they are whenever somebody asks. No personal data, neither in numbers nor in labels. */
export interface Measure {
  /** As Prometheus has it: `concord_…`, with its unit at the end. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: () => Promise<readonly Sample[]>;
}

/** A request that has been answered. */
export interface Answered {
  readonly method: string;
  /** The pattern of its route, never its address. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What Prometheus is told. */
export interface Metrics {
  answered(request: Answered): void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** Seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Does it once for all who ask while it is done: many who ask cost the hub no more than one. */
const together = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let underWay: Promise<T> | undefined;
  return () =>
    (underWay ??= work().finally(() => {
      underWay = undefined;
    }));
};

/** Of what fails, or does not answer in time, there is no number: that is not none. */
const foundBy =
  (samples: Measure['samples'], patience: number): Measure['samples'] =>
  () =>
    foundInTime(patience, [samples()]);

/** Of this process, of its requests, and of whatever is measured. */
export const metricsOf = (measures: readonly Measure[], patience = PATIENCE): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: 'concord_http_request_duration_seconds',
    help: 'How long requests took to be answered, by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: BUCKETS,
    registers,
  });
  for (const { name, help, labels: labelNames, samples } of measures) {
    const measured = together(foundBy(samples, patience));
    new Gauge({
      ...{ name, help, labelNames, registers },
      async collect() {
        const found = await measured();
        this.reset();
        // Prometheus' client starts it at 0 otherwise.
        if (labelNames.length === 0) this.remove();
        for (const [labels, value] of found) this.set(labels, value);
      },
    });
  }
  return {
    answered: ({ route, method, status, seconds }) => requests.observe({ route, method, status }, seconds),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
};
