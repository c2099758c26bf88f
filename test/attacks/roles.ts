/** An agency that practises, audits and administers, each by somebody of its own. */
export const ROLES = {
  dsl: {},
  ig: { functions: ['information-governance'] },
  head: { functions: ['administrator'] },
} as const;
