import type { AgencyId } from '@hub/sharing';

/** Tells whoever waits that a partner's feed has grown. May ring for nothing. */
export interface FeedBell {
  /** How often it has rung for an agency. */
  rung(agency: AgencyId): number;
  /** True once it has rung more often than this; false when the signal aborts before, or the hub is about to stop. */
  rings(agency: AgencyId, oftener: number, signal: AbortSignal): Promise<boolean>;
}
