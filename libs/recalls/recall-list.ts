import type { AgencyId, Instant } from '@hub/sharing';

/** A recall on somebody's work list. What it says is in its own stream. */
export interface RecallEntry {
  readonly recallId: string;
  readonly due: Instant;
}

/** How far recalls have come, all agencies together: numbers, and nobody’s names. */
export interface RecallProgress {
  readonly raised: number;
  readonly done: number;
  readonly refused: number;
  readonly open: number;
  readonly overdue: number;
}

/** Where recalls stand: an index, which narrows. */
export interface RecallList {
  /** Open ones of an agency, the most urgent first. */
  page(
    of: { readonly agency: AgencyId; readonly dueBefore?: Instant },
    after: RecallEntry | undefined,
    limit: number,
  ): Promise<readonly RecallEntry[]>;
  progress(at: Instant): Promise<RecallProgress>;
  /** How many are overdue, wherever. */
  overdue(at: Instant): Promise<number>;
}
