import { canonicalJson } from '@hub/eventsourcing';
import type { PartnerMessage, UnsignedMessage } from './message.js';

/** What is signed: the RFC 8785 form of the message without its `jws`. */
export const signedForm = (message: UnsignedMessage | PartnerMessage): string => {
  const { jws: _, ...rest } = message as PartnerMessage;
  return canonicalJson(rest);
};

/** Signs a text; gives a JWS in compact form without its payload: `<header>..<signature>`. */
export type SignDetached = (form: string) => string;

export const signed = <M extends UnsignedMessage>(message: M, sign: SignDetached): M & { readonly jws: string } => ({
  ...message,
  jws: sign(signedForm(message)),
});

/** The bytes that leave: the same on Kafka and in the feed, and whenever the message is sent again. */
export const wireForm = (message: PartnerMessage): string => canonicalJson(message);
