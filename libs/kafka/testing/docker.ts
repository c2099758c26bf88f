import { existsSync } from 'node:fs';
import { request, type RequestOptions } from 'node:http';

const DOCKER_SOCKET = '/var/run/docker.sock';

const engine = (): RequestOptions | undefined => {
  const host = process.env['DOCKER_HOST'];
  if (host?.startsWith('tcp://')) return { hostname: new URL(host).hostname, port: new URL(host).port };
  const socketPath = host?.replace(/^unix:\/\//, '') ?? DOCKER_SOCKET;
  return existsSync(socketPath) ? { socketPath } : undefined;
};

const pings = (options: RequestOptions): Promise<boolean> =>
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

/** Whether a Docker engine answers: the one of `DOCKER_HOST`, else that of this machine. */
export const dockerAnswers = async (): Promise<boolean> => {
  const docker = engine();
  return docker !== undefined && (await pings(docker));
};
