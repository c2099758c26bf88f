import { agency, agencyOfClient, roleOf, type AgencyEvent } from '@hub/agencies';
import { canonicalJson, fold, refuse, type EventStore } from '@hub/eventsourcing';
import { IdentityError, type Verifier } from '@hub/identity';
import { PURPOSES, type Ground, type Purpose } from '@hub/sharing';
import type { KeyedHash } from '@hub/vault';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Reflector } from '@nestjs/core';
import type { Asking } from '../contract/asking.js';
import { TERMS, type Terms } from '../contract/operation.js';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  asking?: Asking;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const purposeIn = (terms: Terms, { query }: Request): Purpose | undefined => {
  if (!terms.purpose) return undefined;
  const { purpose } = query;
  if (purpose === undefined) return refuse('request/purpose-missing', 'a purpose is stated on every read');
  if (typeof purpose !== 'string' || !Object.hasOwn(PURPOSES, purpose))
    return refuse('request/purpose-unknown', 'the purpose is not one of the list');
  return purpose as Purpose;
};

const groundIn = ({ headers }: Request): (Ground & { words?: string }) | undefined => {
  const kind = headers['concord-ground'];
  if (kind === undefined) return undefined;
  if (kind !== 'enquiry' && kind !== 'referral' && kind !== 'typed')
    return refuse('request/header-not-valid', 'the ground is not one of the list');
  const reference = headers['concord-ground-reference'];
  const words = headers['concord-ground-words'];
  return {
    kind,
    ...(reference !== undefined && { reference }),
    ...(words !== undefined && { words: decodeURIComponent(words) }),
    ...(headers['concord-inform-unsafe'] === 'true' && { informUnsafe: true }),
  };
};

export const guardOf = (parts: {
  store: EventStore;
  verifier: Verifier;
  keyedHash: KeyedHash;
  clock: () => Date;
}): CanActivate => {
  const reflector = new Reflector();
  const commandOf = (terms: Terms, request: Request, agencyId: string) => {
    const key = request.headers['idempotency-key'];
    if (terms.kind !== 'command') return { claim: { agency: agencyId, commandId: randomUUID(), requestMac: '-' } };
    if (key === undefined || !UUID.test(key))
      return refuse('request/key-missing', 'a command carries an Idempotency-Key, a UUID in lower case');
    const match = request.headers['if-match'];
    if (match === undefined && terms.ifMatch === 'required')
      return refuse('request/if-match-missing', 'this command says with If-Match which revision it was decided on');
    if (match !== undefined && !/^"\d{1,15}"$/.test(match))
      return refuse('request/header-not-valid', 'If-Match is one revision in quotes');
    const requestMac = parts.keyedHash('request', canonicalJson([request.method, request.url, request.body ?? null]));
    return {
      claim: { agency: agencyId, commandId: key, requestMac },
      ...(match !== undefined && terms.ifMatch && { expected: Number(match.slice(1, -1)) }),
    };
  };
  return {
    async canActivate(context: ExecutionContext) {
      const terms = reflector.get<Terms | undefined>(TERMS, context.getHandler());
      if (!terms) return true;
      const request = context.switchToHttp().getRequest<Request>();
      const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
      if (token === undefined) throw new IdentityError('token-invalid', 'a bearer token is needed');
      const identity = await parts.verifier.verify(token);
      const agencies = fold(agency, await parts.store.read<AgencyEvent>('register'));
      const found = agencyOfClient(agencies, identity.clientId);
      const role = found && roleOf(agencies, found.id, identity.role ?? '');
      if (!found || !role) throw new IdentityError('token-invalid', 'the client or the role is not registered');
      if (terms.functions && !terms.functions.some((each) => role.functions.includes(each)))
        refuse('request/role-not-allowed', 'the role may not do this');
      const purpose = purposeIn(terms, request);
      const ground = groundIn(request);
      request.asking = {
        agency: found.id,
        worker: identity.subject,
        role: role.code,
        functions: role.functions,
        at: parts.clock().toISOString(),
        requestId: randomUUID(),
        ...commandOf(terms, request, found.id),
        ...(purpose && { purpose }),
        ...(ground && { ground }),
      };
      return true;
    },
  };
};
