/** A suite that is about to be killed: starts a hub of `argv[2]` in `argv[3]`, says its number, and waits. */
import { startHubProcess } from './hub-process.js';
import { startIssuer } from './issuer.js';

const [main = '', dataDir = ''] = process.argv.slice(2);
const hub = await startHubProcess({ main, dataDir, issuer: await startIssuer() });
process.stdout.write(`${hub.pid}\n`);
setInterval(() => undefined, 1_000);
