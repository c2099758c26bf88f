import { CURRENT, decideWithout, policies, type PolicyVersion } from '@hub/sharing';

/**
 * Takes a rule from the hub that runs in this process, for as long as the work takes.
 *
 * The hub looks its policy up by name whenever it decides; so no door needs a way to be handed another decision.
 */
export const withoutRule = async <T>(rule: string, work: () => PromiseLike<T>): Promise<T> => {
  const released = policies as Record<string, PolicyVersion>;
  const whole = released[CURRENT]!;
  released[CURRENT] = { ...whole, decide: decideWithout(rule) };
  try {
    return await work();
  } finally {
    released[CURRENT] = whole;
  }
};
