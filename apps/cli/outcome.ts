/** How the command ends, for whoever started it. */
export const EXIT = { ok: 0, failed: 1, usage: 2, problems: 3, refused: 4, interrupted: 130 } as const;

export type Ending = keyof typeof EXIT;

/** The command ends here, in a way that is told to the user in one sentence. Never holds anything of a record. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor(
    readonly ending: Exclude<Ending, 'ok'>,
    message: string,
  ) {
    super(message);
  }
}

export const stop = (ending: Exclude<Ending, 'ok'>, message: string): never => {
  throw new Stopped(ending, message);
};
