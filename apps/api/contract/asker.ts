import type { Asking as Asker } from '@hub/door';
import type { Asking } from '@hub/platform';

const groundOf = ({ ground }: Asking) => {
  if (!ground) return {};
  const { words, reference, ...stated } = ground;
  return {
    ground: stated,
    ...(words !== undefined && { groundWords: words }),
    ...(reference !== undefined && { groundReference: reference }),
  };
};

/** Who asks and why, as the door wants to know it. */
export const askerOf = (asking: Asking): Asker => ({
  agency: asking.agency,
  worker: asking.worker,
  role: asking.role,
  channel: 'api',
  correlationId: asking.correlationId,
  ...(asking.purpose !== undefined && { purpose: asking.purpose }),
  ...groundOf(asking),
  ...(asking.gateway !== undefined && { claimedGateway: asking.gateway }),
  ...(asking.override !== undefined && { override: asking.override }),
});
