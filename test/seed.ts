import fc from 'fast-check';

/**
 * Laws are held against the same examples in every run, so that a run fails for what has changed and for nothing else. Another
 * `CONCORD_SEED` gives others; a soak draws new ones each time, and says from which seed whatever it finds comes.
 */
const FIRST = 20261128;

if (process.env['CONCORD_SOAK'] === undefined)
  fc.configureGlobal({ seed: Number(process.env['CONCORD_SEED'] ?? FIRST) });
