export type NotAnsweredCode =
  /** What the decision depends on moved each time it was about to be answered. */
  | 'facts-keep-moving'
  /** The question's id was used before: each answer has an entry of its own. */
  | 'asked-before'
  /** What may be shown is not there to be read yet. */
  | 'content-behind'
  /** Whoever would be told is suspended: it waits until they are not. */
  | 'agency-suspended';

/** Nothing was answered, for now: ask again. Says nothing about whom or what was asked. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
  constructor(readonly code: NotAnsweredCode) {
    super(`nothing was answered: ${code}`);
  }
}
