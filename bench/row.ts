/** One measured promise: a ratio to a baseline that is measured in the same minutes. */
export interface Row {
  readonly what: string;
  readonly baseline: string;
  readonly ratio: Spread;
  /** The floor: a ratio on the wrong side of it fails the run. */
  readonly atLeast: number;
  readonly aimFor: number;
  readonly better: 'higher' | 'lower';
  /** The ratio is a share of the baseline, and reads better in per cent. */
  readonly share?: true;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** `CONCORD_BENCH_FULL=1` measures at full size. */
export const FULL = process.env['CONCORD_BENCH_FULL'] === '1';

const ROUNDS = FULL ? 15 : 9;

export const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const spread = (ratios: readonly number[]): Spread => ({
  median: medianOf(ratios),
  min: Math.min(...ratios),
  max: Math.max(...ratios),
});

/** To stderr, so that what stdout says is the result. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** One side of a comparison: measures itself once. */
export type Measure = () => Promise<number>;

/**
 * Rounds of the one, then the other, so that whatever else the machine does meets both. The first warms up; in every
 * other round the order is turned round.
 */
export const interleaved = async (what: string, ours: Measure, theirs: Measure): Promise<Spread> => {
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const early = round % 2 === 0 ? await theirs() : undefined;
    const measured = await ours();
    const baseline = early ?? (await theirs());
    const ratio = measured / baseline;
    if (round > 0) ratios.push(ratio);
    const raw = `${measured.toFixed(2)} against ${baseline.toFixed(2)}`;
    say(`  ${what}: ${round === 0 ? 'warm-up' : `round ${round} of ${ROUNDS}`}, ${raw}, ${ratio.toFixed(2)}×`);
  }
  return spread(ratios);
};

/** The median time of one piece of work, in milliseconds; `between` is not timed. */
export const medianTime = async (
  times: number,
  work: () => unknown,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number> => {
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    await between();
    const startedAt = performance.now();
    await work();
    taken.push(performance.now() - startedAt);
  }
  return medianOf(taken);
};

/** `concurrency` workers that share `count` pieces of work; the rate per second. */
export const rateOf = async (
  count: number,
  concurrency: number,
  work: (n: number) => Promise<unknown>,
): Promise<number> => {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (count * 1000) / (performance.now() - startedAt);
};
