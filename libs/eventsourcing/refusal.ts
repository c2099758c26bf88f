/**
 * A command or query that may not be carried out. Nothing was stored.
 *
 * The code is stable and public (`context/reason`). The message is a plain sentence that holds nothing of the input.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: `${string}/${string}`,
    message: string,
  ) {
    super(message);
  }
}

export const refuse = (code: `${string}/${string}`, message: string): never => {
  throw new Refusal(code, message);
};
