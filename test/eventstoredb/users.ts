import {
  ResponderBuilder,
  ServerInterceptingCall,
  ServerListenerBuilder,
  type Metadata,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { DENIED, UNKNOWN_USER, type Refusal } from './refusals.js';

export type Users = Readonly<Record<string, string>>;

/** What everybody may ask. */
const OPEN = /\.(Gossip|ServerFeatures)\//i;

const refusalOf = (users: Users, metadata: Metadata): Refusal | undefined => {
  const [said] = metadata.get('authorization');
  if (said === undefined) return DENIED;
  const [, name = '', password] = /^([^:]*):(.*)$/.exec(
    Buffer.from(said.toString().replace(/^Basic /, ''), 'base64').toString(),
  ) ?? ['', '', undefined];
  return users[name] !== undefined && users[name] === password ? undefined : UNKNOWN_USER;
};

/** Lets those in who say a name and its password, and everybody where there are no users. */
export const checking =
  (users: Users | undefined): ServerInterceptor =>
  (method, call) => {
    const listener = new ServerListenerBuilder().withOnReceiveMetadata((metadata, next) => {
      const refusal = users && !OPEN.test(method.path) ? refusalOf(users, metadata) : undefined;
      if (refusal) call.sendStatus({ details: '', ...refusal });
      else next(metadata);
    });
    const responder = new ResponderBuilder().withStart((next) => next(listener.build()));
    return new ServerInterceptingCall(call, responder.build());
  };
