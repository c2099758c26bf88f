import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';

/** The bytes of X.509, of which node:crypto reads certificates and makes none. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const octets = (content: Uint8Array): Buffer => der(0x04, content);
const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content);
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const time = (when: Date): Buffer =>
  der(0x18, Buffer.from(`${when.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));

const ECDSA_SHA256 = sequence(hex('06082a8648ce3d040302'));
const COMMON_NAME = hex('0603550403');
const BASIC_CONSTRAINTS = hex('0603551d13');
const ALTERNATIVE_NAMES = hex('0603551d11');
const TRUE = hex('0101ff');

const named = (name: string): Buffer => sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host);
const nameOf = (host: string): Buffer =>
  isAddress(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host));

interface Signed {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly extension: Buffer;
}

const YEAR = 365 * 24 * 3_600_000;

/** Who signs certificates that a spec trusts, or does not. */
export const authority = (name = 'an authority') => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = ({ name: subject, publicKey: key, extension }: Signed): string => {
    const content = sequence(
      der(0xa0, hex('020102')),
      der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      ECDSA_SHA256,
      named(name),
      sequence(time(new Date(Date.now() - YEAR)), time(new Date(Date.now() + YEAR))),
      named(subject),
      key.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(extension)),
    );
    return pem(sequence(content, ECDSA_SHA256, bits(createSign('sha256').update(content).sign(privateKey))));
  };
  return {
    certificate: sign({ name, publicKey, extension: sequence(BASIC_CONSTRAINTS, TRUE, octets(sequence(TRUE))) }),
    /** A key and a certificate of a server that is reached by these names and addresses. */
    issued: (...hosts: readonly string[]) => {
      const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const extension = sequence(ALTERNATIVE_NAMES, octets(sequence(...hosts.map(nameOf))));
      return {
        key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        cert: sign({ name: 'a server', publicKey: server.publicKey, extension }),
      };
    },
  };
};
