import { ConfigError, readConfig, type Config } from '@hub/platform';
import { Stopped } from '../outcome.js';
import type { Session, Task } from '../session.js';
import { databaseFindings } from './database.js';
import { engineFindings } from './engine.js';
import { fail, pass, tableOf, warn, type Finding } from './finding.js';
import { isEmbedded, openStorage, type Storage } from './storage.js';
import { topicFindings } from './topics.js';

const configOf = (environment: Session['environment']): Config | readonly Finding[] => {
  try {
    return readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fail('configuration', fault, 'correct the environment of the hub'));
  }
};

const configFindings = ({ environment, kek, signingKey, oidc }: Config): readonly Finding[] => [
  pass('configuration', `can be used, for ${environment}`),
  kek === undefined
    ? warn('keys', 'the key is kept beside the data it opens', 'set CONCORD_KEK_FILE to a key kept elsewhere')
    : pass('keys', 'the key is kept apart from the data'),
  signingKey === undefined
    ? warn(
        'signing',
        'what partners are sent is signed with a key kept beside the data',
        'set CONCORD_SIGNING_KEY_FILE',
      )
    : pass('signing', 'the key that signs is kept apart from the data'),
  oidc === undefined
    ? warn(
        'issuer',
        'the development issuer gives tokens to whoever asks',
        'set OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URI',
      )
    : pass('issuer', 'tokens come from an issuer of your own'),
];

/** Faults of ours to open the data, told without what a driver says: that may hold an address with its password. */
const cannotOpen = (error: unknown, config: Config): Finding => {
  if (error instanceof Stopped) return fail('database', error.message, 'correct the environment of the hub');
  const isHeld = error instanceof Error && error.message.includes('already runs on the data');
  if (isHeld)
    return warn('database', 'a hub runs on the embedded PostgreSQL', 'ask it at /health, or stop it and look again');
  const where = isEmbedded(config)
    ? 'postgres.log in CONCORD_DATA_DIR tells more'
    : 'check DATABASE_URL and the server';
  return fail('database', 'PostgreSQL cannot be reached', where);
};

const storageFindings = async (config: Config, { screen, clock }: Session): Promise<readonly Finding[]> => {
  const engine = await engineFindings(config);
  // Without its log the hub's data says nothing.
  if (engine.some(({ verdict }) => verdict === 'fail')) return engine;
  let storage: Storage | undefined;
  try {
    storage = await openStorage(config, (line) => screen.note(line));
    const found = await databaseFindings(storage, clock);
    return [...engine, ...found, ...(await topicFindings(storage, config, clock))];
  } catch (error) {
    return [...engine, cannotOpen(error, config)];
  } finally {
    await storage?.close();
  }
};

/** Looks at everything that a hub needs, and changes nothing. */
export const doctor: Task<object> = async (_, session) => {
  const config = configOf(session.environment);
  const findings =
    'environment' in config ? [...configFindings(config), ...(await storageFindings(config, session))] : config;
  for (const finding of findings) session.screen.event({ event: 'finding', ...finding });
  for (const line of tableOf(findings)) session.screen.line(line);
  return findings.some(({ verdict }) => verdict === 'fail') ? 'problems' : 'ok';
};
