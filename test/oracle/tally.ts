import { judge, type View } from './oracle.js';
import type { Put } from './recorder.js';
import { worldOf } from './world.js';

const counts = new Map<string, number>();
const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

const LACKING = /^5 (?!CONSENT_GRANTED|PROXY|NEWER)/;

const kindsOf = (view: View): readonly string[] => {
  if (view.status === 404) return ['not found'];
  const others = view.items.filter(({ via }) => via !== 'own');
  return [
    view.outcome,
    ...(others.length > 0 ? ['others’ items shown'] : []),
    ...(view.items.some(({ passages }) => passages.some(({ masked }) => masked)) ? ['something masked'] : []),
    ...(view.reasons.some((reason) => LACKING.test(reason)) ? ['consent lacking'] : []),
    ...(view.reasons.includes('5 CONSENT_GRANTED') ? ['consent relied on'] : []),
    ...(view.reasons.includes('4 CONSENT_NOT_REQUIRED_SAFEGUARDING') ? ['safeguarding duty'] : []),
    ...(view.reasons.includes('9 OVERRIDE_ACCEPTED') ? ['override'] : []),
  ];
};

/** Counts what a question came to. */
export const tally = ({ history, asked }: Put): void => {
  count('questions');
  kindsOf(judge(worldOf(history, asked.at), asked).view).forEach(count);
};

/** What all questions came to, on one line. */
export const tallied = (): string => {
  const all = counts.get('questions') ?? 1;
  const shares = [...counts].map(([what, many]) => `${what} ${String(Math.round((100 * many) / all))} %`);
  return `oracle: ${String(all)} questions: ${shares.filter((share) => !share.startsWith('questions')).join(', ')}\n`;
};
