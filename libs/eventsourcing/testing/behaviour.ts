import { fold, type Command, type Decider, type Event } from '../index.js';

/**
 * A decider's spec in three steps: `given(…history).when(command).then(…events)`.
 *
 * Also `.thenNothing()` and `.refuses(code)`.
 */
export const behaviourOf =
  <S, C extends Command, E extends Event>(decider: Decider<S, C, E>) =>
  (...history: readonly E[]) => ({
    when: (command: C) => {
      const decide = () => decider.decide(command, fold(decider, history));
      return {
        then: (...expected: readonly E[]): void => expect(decide()).toEqual(expected),
        thenNothing: (): void => expect(decide()).toEqual([]),
        refuses: (code: string): void => expect(decide).toThrow(expect.objectContaining({ name: 'Refusal', code })),
      };
    },
  });
