import { adminServer, metricsOf, type AdminServer, type Config, type Metrics } from '@hub/platform';
import { measuresOf, type Measured } from './measures.js';

/** What whoever watches the hub asks, at an address of its own. */
export interface Watching {
  /** What requests are told to, where anybody watches. */
  readonly parts: { readonly metrics?: Metrics };
  /** Where it listens from then on; nowhere where nobody is to watch. */
  start(): Promise<string | undefined>;
  stop(): Promise<void>;
}

export const watchingOf = (at: Config['admin'], measured: Measured): Watching => {
  if (!at) return { parts: {}, start: () => Promise.resolve(undefined), stop: () => Promise.resolve() };
  const metrics = metricsOf(measuresOf(measured));
  let server: AdminServer | undefined;
  return {
    parts: { metrics },
    async start() {
      server = await adminServer({ ...at, ...measured, metrics });
      return server.url;
    },
    stop: async () => server?.stop(),
  };
};
