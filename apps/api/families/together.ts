import type { Command, Decider, Event } from '@hub/eventsourcing';

/** Commands on one record that are carried out together or not at all, in one append. */
export type Together<C extends Command> = Command<'Together', { readonly commands: readonly C[] }>;

/** A decider that takes several commands at once, each decided on what those before it did. */
export const together = <S, C extends Command, E extends Event>(
  decider: Decider<S, C, E>,
): Decider<S, Together<C>, E> => ({
  ...decider,
  decide({ data: { commands } }, state) {
    const events: E[] = [];
    let now = state;
    for (const command of commands) {
      const decided = decider.decide(command, now);
      events.push(...decided);
      now = decided.reduce((before, event) => decider.evolve(before, event), now);
    }
    return events;
  },
});
