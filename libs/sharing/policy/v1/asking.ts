import type { ObligationCode, Reason } from '../../language.js';
import type { Finding, Found, RuleName } from './rule.js';
import { SENTENCES } from './sentences.js';

/** A rule threw: whatever it was judging is denied. */
export class RuleFailed extends Error {
  constructor(readonly rule: RuleName) {
    super(`rule ${rule.id} failed`);
    this.name = 'RuleFailed';
  }
}

/** What a thrown error comes to: that its rule failed. */
export const failureOf = (error: unknown, rule: RuleName): Found => ({
  rule: error instanceof RuleFailed ? error.rule : rule,
  finding: { code: 'RULE_FAILED' },
});

const failing = (error: unknown, rule: RuleName): RuleFailed =>
  error instanceof RuleFailed ? error : new RuleFailed(rule);

/** Whether every rule holds. One that throws fails whatever asked. */
export const all = <R extends RuleName>(rules: readonly R[], ask: (rule: R) => boolean): boolean => {
  for (const rule of rules) {
    try {
      if (!ask(rule)) return false;
    } catch (error) {
      throw failing(error, rule);
    }
  }
  return true;
};

/** Whether some rule holds. One that throws fails whatever asked. */
export const any = <R extends RuleName>(rules: readonly R[], ask: (rule: R) => boolean): boolean =>
  !all(rules, (rule) => !ask(rule));

/** What the first rule that notices something finds; a rule that throws has found that it failed. */
export const first = <R extends RuleName, F extends Finding>(
  rules: readonly R[],
  ask: (rule: R) => F | undefined,
): Found<F | Finding> | undefined => {
  for (const rule of rules) {
    try {
      const finding = ask(rule);
      if (finding !== undefined) return { rule, finding };
    } catch (error) {
      return failureOf(error, rule);
    }
  }
  return undefined;
};

const NOTHING: readonly never[] = [];

/** Everything that the rules find. One that throws fails whatever asked. */
export const every = <R extends RuleName, F extends Finding>(
  rules: readonly R[],
  ask: (rule: R) => F | undefined,
): readonly Found<F>[] => {
  let found: Found<F>[] | undefined;
  for (const rule of rules) {
    try {
      const finding = ask(rule);
      if (finding !== undefined) (found ??= []).push({ rule, finding });
    } catch (error) {
      throw failing(error, rule);
    }
  }
  return found ?? NOTHING;
};

const SAID = new WeakMap<RuleName, Map<string, Reason>>();

const said = (rule: RuleName, code: string, sentence = SENTENCES[code]): Reason => ({
  code,
  stage: rule.stage,
  rule: rule.id,
  sentence: sentence ?? 'This was decided by a rule of the policy.',
});

/** The reason that a rule gives with a code; the same object each time, but for sentences that are data. */
export const reasonOf = (rule: RuleName, code: string, sentence?: string): Reason => {
  if (sentence !== undefined) return said(rule, code, sentence);
  let known = SAID.get(rule);
  if (known === undefined) SAID.set(rule, (known = new Map<string, Reason>()));
  return memoised(known, code, () => said(rule, code));
};

/** The reasons that findings give; some leave obligations only. */
export const reasonsOf = (found: readonly Found[]): readonly Reason[] => {
  const reasons: Reason[] = [];
  for (const { rule, finding } of found) {
    if (finding.code !== undefined) reasons.push(reasonOf(rule, finding.code, finding.sentence));
  }
  return reasons;
};

/** The obligations that findings leave, each once. */
export const obligationsOf = (found: readonly Found[]): readonly ObligationCode[] =>
  once(joined(found, ({ finding }) => finding.obligations ?? NOTHING));

/** What comes of each value, one after the other: as `flatMap` does, in a fraction of the time. */
export const joined = <T, U>(values: readonly T[], listOf: (value: T) => readonly U[]): readonly U[] => {
  const all: U[] = [];
  for (const value of values) for (const one of listOf(value)) all.push(one);
  return all;
};

/** Each value once, in order of first appearance. */
export const once = <T>(values: readonly T[]): readonly T[] => (values.length < 2 ? values : [...new Set(values)]);

/** Each reason once, in order of first appearance. */
export const onceEach = (reasons: readonly Reason[]): readonly Reason[] =>
  reasons.length < 2
    ? reasons
    : reasons.filter(
        (reason, at) => reasons.findIndex(({ code, stage }) => code === reason.code && stage === reason.stage) === at,
      );

/** The order of text by its code units: the same on every machine. */
export const byText = (a: string, b: string): number => (a > b ? 1 : a < b ? -1 : 0);

/** What the map has under the key, made now if need be. */
export const memoised = <K, V>(map: Map<K, V>, key: K, make: (key: K) => V): V => {
  const known = map.get(key);
  if (known !== undefined || map.has(key)) return known as V;
  const made = make(key);
  map.set(key, made);
  return made;
};
