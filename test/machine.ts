import { dockerAnswers } from '@hub/kafka/testing';

/** What this machine lacks to run a suite against a server: nothing, if the variable names one or a Docker engine answers. */
export const whyNotAgainst = async (variable: string): Promise<string | undefined> => {
  if (process.env[variable]) return undefined;
  if (await dockerAnswers()) return undefined;
  return `${variable} is not set and no Docker engine answers`;
};

/** A suite that runs where it can, and elsewhere is skipped under a title that says why; `npm test` prints that title. */
export const describeUnless = (whyNot: string | undefined, name: string, suite: () => void): void => {
  if (whyNot === undefined) describe(name, suite);
  else describe.skip(`${name}: ${whyNot}`, suite);
};
