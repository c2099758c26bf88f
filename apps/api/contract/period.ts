import type { Period } from '@hub/sharing';

/** A period from the two instants of a body. */
export const periodOf = ({ from, until }: { readonly from: string; readonly until?: string }): Period => ({
  from,
  ...(until !== undefined && { until }),
});
