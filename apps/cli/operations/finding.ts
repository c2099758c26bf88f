/** What one look at the hub has found, and what to do about it. */
export interface Finding {
  readonly what: string;
  readonly verdict: 'pass' | 'warn' | 'fail';
  readonly says: string;
  readonly fix?: string;
}

export const pass = (what: string, says: string): Finding => ({ what, verdict: 'pass', says });
export const warn = (what: string, says: string, fix: string): Finding => ({ what, verdict: 'warn', says, fix });
export const fail = (what: string, says: string, fix: string): Finding => ({ what, verdict: 'fail', says, fix });

/** Findings as a table for people. */
export const tableOf = (findings: readonly Finding[]): readonly string[] => {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const indent = ' '.repeat(width + 8);
  return findings.flatMap(({ what, verdict, says, fix }) => [
    `${verdict.padEnd(4)}  ${what.padEnd(width)}  ${says}`,
    ...(fix === undefined ? [] : [`${indent}-> ${fix}`]),
  ]);
};
