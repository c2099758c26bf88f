/* eslint-disable complexity -- a table of what each step needs */
import { isAsked, type History, type Step } from './history.js';

const mentions = (step: Step, name: string): boolean => JSON.stringify(step).includes(JSON.stringify(name));

/** Without these steps, and without everything that speaks of what they recorded. */
const without = (history: History, removed: ReadonlySet<Step>): History => {
  const gone: string[] = [];
  const kept: Step[] = [];
  for (const step of history) {
    const goes = removed.has(step) || gone.some((name) => mentions(step, name));
    if (!goes) kept.push(step);
    else if ('id' in step) gone.push(step.id);
  }
  return kept;
};

/** Who has to have business with whom before a step is taken by the hub. */
const peopleIn = (step: Step): readonly string[] => {
  switch (step.do) {
    case 'record-address':
    case 'restrict-person':
    case 'record-conflict':
    case 'find-harm':
    case 'assess-competence':
    case 'correct-birth-date':
      return [step.person];
    case 'record-responsibility':
    case 'end-responsibility':
    case 'dispute-responsibility':
      return [step.person, step.holder];
    case 'form-family':
      return step.members.map(({ personId }) => personId);
    case 'join-family':
      return [step.personId];
    case 'tell-story':
      return [...step.tellers, ...step.about];
    case 'record-consent':
      return [step.subject, step.grantor];
    case 'withdraw-consent':
    case 'withdraw-all':
      return [step.subject];
    case 'record-note':
    case 'correct-note':
      return step.passages.flatMap(({ subjects }) => subjects);
    default:
      return [];
  }
};

/** Facts that a step needs, and those that it makes or takes away. */
const needs = (step: Step): readonly string[] => {
  switch (step.do) {
    case 'sign-agreement':
      return [`proposed ${step.agreement} ${String(step.version)}`];
    case 'propose-agreement':
    case 'amend-agreement':
      return [`version ${step.agreement} ${String(step.do === 'amend-agreement' ? step.version - 1 : step.version)}`];
    case 'resume-agreement':
      return [`stopped ${step.agreement} ${step.by.agency}`];
    case 'end-responsibility':
    case 'dispute-responsibility':
      return [`holds ${step.person} ${step.holder}`];
    case 'leave-family':
      return [`inside ${step.family} ${step.person}`];
    case 'join-family':
      return [`outside ${step.family} ${step.personId}`];
    case 'withdraw-all':
      return [`consent ${step.subject} ${step.grantor}`];
    case 'review-story':
      return [`story ${step.family} ${String(step.version)}`];
    case 'review-note':
      return step.passages.map(({ version }) => `note ${step.note} ${String(version)}`);
    default:
      return [];
  }
};

/** Whether the hub would take every step: what shrinking leaves out must not have been needed. */
export const isRecordable = (history: History): boolean => {
  const business = new Set<string>();
  const state = new Set<string>();
  const count = new Map<string, number>();
  const next = (name: string): number => {
    count.set(name, (count.get(name) ?? 0) + 1);
    return count.get(name) ?? 1;
  };
  for (const step of history) {
    if (isAsked(step)) continue;
    const { agency } = step.by;
    if (peopleIn(step).some((person) => !business.has(`${agency} ${person}`))) return false;
    if (needs(step).some((needed) => !state.has(needed))) return false;
    switch (step.do) {
      case 'register-person':
        business.add(`${agency} ${step.id}`);
        break;
      case 'record-involvement':
        business.add(`${agency} ${step.person}`);
        break;
      case 'draft-agreement':
        next(`version ${step.id}`);
        state.add(`version ${step.id} 1`);
        break;
      case 'amend-agreement':
        if (next(`version ${step.agreement}`) !== step.version) return false;
        state.add(`version ${step.agreement} ${String(step.version)}`);
        break;
      case 'propose-agreement':
        state.add(`proposed ${step.agreement} ${String(step.version)}`);
        break;
      case 'suspend-agreement':
        state.add(`stopped ${step.agreement} ${agency}`);
        break;
      case 'record-responsibility':
        state.add(`holds ${step.person} ${step.holder}`);
        break;
      case 'form-family':
        for (const { personId } of step.members) state.add(`inside ${step.id} ${personId}`);
        break;
      case 'leave-family':
        state.delete(`inside ${step.family} ${step.person}`);
        state.add(`outside ${step.family} ${step.person}`);
        break;
      case 'join-family':
        state.add(`inside ${step.family} ${step.personId}`);
        state.delete(`outside ${step.family} ${step.personId}`);
        break;
      case 'record-consent':
        state.add(`consent ${step.subject} ${step.grantor}`);
        break;
      case 'tell-story':
        state.add(`story ${step.family} ${String(next(`story ${step.family}`))}`);
        break;
      case 'record-note':
        next(`note ${step.id}`);
        state.add(`note ${step.id} 1`);
        break;
      case 'correct-note': {
        const version = next(`note ${step.note}`);
        state.delete(`note ${step.note} ${String(version - 1)}`);
        state.add(`note ${step.note} ${String(version)}`);
        break;
      }
      default:
        break;
    }
  }
  return true;
};

/** The shortest history found in so many attempts, by leaving steps out, that still does it. The question is its last step. */
export const shrunk = async (
  history: History,
  does: (history: History) => boolean | Promise<boolean>,
  attempts = Infinity,
): Promise<History> => {
  let left = attempts;
  const stillDoes = (fewer: History) => left-- > 0 && does(fewer);
  const question = history.at(-1) as Step;
  let best: History = [...history.slice(0, -1).filter((step) => !isAsked(step)), question];
  if (!(await stillDoes(best))) return history;
  for (let size = Math.ceil(best.length / 3); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = best.length - 1 - size; from >= 1 - size;) {
      const chunk = new Set(best.slice(Math.max(from, 0), from + size).filter((step) => step !== question));
      const fewer = chunk.size > 0 ? without(best, chunk) : best;
      const shorter = fewer.length < best.length && fewer.at(-1) === question;
      if (shorter && isRecordable(fewer) && (await stillDoes(fewer))) best = fewer;
      from = Math.min(from - 1, best.length - 1 - size);
    }
  }
  return best;
};
