import { existsSync } from 'node:fs';
import { request, type RequestOptions } from 'node:http';

const DOCKER_SOCKET = '/var/run/docker.sock';

const engine = (): RequestOptions | undefined => {
  const host = process.env['DOCKER_HOST'];
  if (host?.startsWith('tcp://')) return { hostname: new URL(host).hostname, port: new URL(host).port };
  const socketPath = host?.replace(/^unix:\/\//, '') ?? DOCKER_SOCKET;
  return existsSync(socketPath) ? { socketPath } : undefined;
};

const answers = (options: RequestOptions): Promise<boolean> =>
  new Promise((resolve) => {
    const asking = request({ ...options, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => {
      resolve(false);
    });
    asking.end();
  });

/** What this machine lacks to run a suite against a server: nothing, if the variable names one or a Docker engine answers. */
export const whyNotAgainst = async (variable: string): Promise<string | undefined> => {
  if (process.env[variable]) return undefined;
  const docker = engine();
  if (docker && (await answers(docker))) return undefined;
  return `${variable} is not set and no Docker engine answers`;
};

/** A suite that runs where it can, and elsewhere is skipped under a title that says why; `npm test` prints that title. */
export const describeUnless = (whyNot: string | undefined, name: string, suite: () => void): void => {
  if (whyNot === undefined) describe(name, suite);
  else describe.skip(`${name}: ${whyNot}`, suite);
};
