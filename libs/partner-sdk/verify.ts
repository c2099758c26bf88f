import { signedForm, type PartnerMessage } from '@hub/partner-messages';
import { flattenedVerify } from 'jose';
import { Unacceptable } from './failure.js';
import type { Keys } from './keys.js';

/** 64 bytes in 86 letters, of which the last carries two bits: any other last letter is the same to a lenient decoder. */
const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]{85}[AQgw])$/;

interface Detached {
  readonly header: string;
  readonly signature: string;
  readonly kid: string;
}

const kidOf = (header: string): string | undefined => {
  try {
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { readonly kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
};

const detached = (jws: unknown): Detached => {
  const [, header, signature] = (typeof jws === 'string' && DETACHED.exec(jws)) || [];
  const kid = header && kidOf(header);
  if (!header || !signature || !kid) throw new Unacceptable('bad-signature', 'the message has no signature of ours');
  return { header, signature, kid };
};

const payloadOf = (message: Record<string, unknown>): string => {
  try {
    return Buffer.from(signedForm(message as object as PartnerMessage)).toString('base64url');
  } catch {
    throw new Unacceptable('bad-signature', 'the message has no form that could be signed');
  }
};

/**
 * Whether the hub has signed this, to the last byte. Rejects with `bad-signature` or `unknown-key`; with `keys-unavailable` where
 * that cannot be said now.
 */
export const verify = async (message: Record<string, unknown>, keys: Keys): Promise<void> => {
  const { header, signature, kid } = detached(message['jws']);
  const key = await keys.find(kid);
  if (key === undefined) throw new Unacceptable('unknown-key', 'the message names a key that the hub does not publish');
  try {
    await flattenedVerify({ protected: header, signature, payload: payloadOf(message) }, key, {
      algorithms: ['ES256'],
    });
  } catch {
    throw new Unacceptable('bad-signature', 'the message is not as the hub has signed it');
  }
};
