import { addressOf, connectionStringOf, isByTls } from './address.js';

const said = (address: string): string => {
  try {
    addressOf(address);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('the address of an EventStoreDB', () => {
  it('has hosts, perhaps a user and a password, and settings by whichever spelling the client takes', () => {
    const address = addressOf(
      'esdb://hub:hu%40sh@a.example:2113,b.example/?tlsCaFile=%2Fetc%2Fca.pem&node-preference=Leader',
    );
    expect(address).toMatchObject({
      scheme: 'esdb',
      hosts: ['a.example:2113', 'b.example'],
      credentials: { username: 'hub', password: 'hu@sh' },
    });
    expect([...address.settings]).toEqual([
      ['tlsCAFile', '/etc/ca.pem'],
      ['nodePreference', 'Leader'],
    ]);
    expect(isByTls(address)).toBe(true);
    expect(isByTls(addressOf('esdb+discover://cluster.example?tls=false'))).toBe(false);
  });

  it('is told to the client so that a password with colons, of which the client takes the first part, stays whole', () => {
    const address = addressOf('esdb://hub:a:b%25c@a.example?tlsCAFile=/etc/c a.pem');
    expect(address.credentials?.password).toBe('a:b%c');
    expect(connectionStringOf(address)).toBe('esdb://hub:a%3Ab%25c@a.example?tlsCAFile=%2Fetc%2Fc%20a.pem');
  });

  it.each([
    ['another scheme', 'postgres://hub:hush@a.example'],
    ['no host', 'esdb://hub:hush@'],
    ['a host that its client does not read', 'esdb://hub:hush@[::1]:2113'],
    ['a port that is none', 'esdb://hub:hush@a.example:port'],
    ['a password that is not percent-encoded', 'esdb://hub:hush%@a.example'],
    ['a password with a sign that has to be', 'esdb://hub:hush@hush@a.example'],
    ['a setting that its client warns of with all that there is', 'esdb://hub:hush@a.example?hush=1'],
    ['a certificate that is not to be looked at', 'esdb://hub:hush@a.example?tlsVerifyCert=false'],
    ['a preference that is none', 'esdb://hub:hush@a.example?nodePreference=hush'],
    ['a number that is none', 'esdb://hub:hush@a.example?gossipTimeout=hush'],
    ['a refusal that is not told', 'esdb://hub:hush@a.example?throwOnAppendFailure=false'],
    ['a setting that is said twice over', 'esdb://hub:hush@a.example?tls=true=hush'],
  ])('is not taken with %s, and nothing of it is repeated', (_what, address) => {
    expect(said(address)).toMatch(/^the address of EventStoreDB /);
    expect(said(address)).not.toContain('hush');
  });
});
