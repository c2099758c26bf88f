import { randomUUID } from 'node:crypto';
import type { Agency, Client } from '@hub/agencies';
import { canonicalJson, type Claim, type EventStore, type Position } from '@hub/eventsourcing';
import type { Identity, Verifier } from '@hub/identity';
import { PURPOSES, type AgencyId, type Purpose } from '@hub/sharing';
import type { KeyedHash } from '@hub/vault';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { defined } from '../defined.js';
import { correlationIdOf } from '../http/request-ids.js';
import { rateLimitHeaders, secondsToWait, type RateLimits } from '../limits/rate-limits.js';
import { isUrgent } from '../limits/urgent.js';
import { problem, Problem } from '../problems/problem.js';
import { unauthenticated } from '../problems/trouble-of.js';
import { NEEDS, type Asking, type AskingRequest, type Needs } from './asking.js';
import { bearerIn, faulty, gatewayIn, groundIn, header, keyIn, overrideIn, revisionIn } from './headers.js';

/** The register, as much of it as is needed to know a caller. */
export interface Register {
  /** The agency that a client of an issuer was registered for. */
  agencyOfClient(client: Client): Promise<Pick<Agency, 'id' | 'status' | 'roles'> | undefined>;
}

/** How far the views are behind the log. */
export interface Views {
  /** Waits until every view has reached a position, at most so many milliseconds. */
  reached(position: Position, within: number): Promise<'reached' | 'behind' | 'unknown-position'>;
}

export interface AskingParts {
  readonly verifier: Verifier;
  readonly register: Register;
  /** The answers of commands that have been carried out. */
  readonly answers: Pick<EventStore, 'answerTo'>;
  readonly keyedHash: KeyedHash;
  readonly clock: () => Date;
  readonly views?: Views;
  /** Missing: everybody asks as often as they like. */
  readonly limits?: RateLimits;
}

const PATIENCE = 2000;

const isPurpose = (text: string): text is Purpose => Object.hasOwn(PURPOSES, text);

const purposeOf = ({ query }: AskingRequest, signed: string | undefined, needed: boolean): Purpose | undefined => {
  const stated = (query as Readonly<Record<string, unknown>>)['purpose'];
  const known = [stated, signed].every((each) => each === undefined || (typeof each === 'string' && isPurpose(each)));
  if (!known) throw problem('request/purpose-unknown');
  const purpose = (signed ?? stated) as Purpose | undefined;
  if (purpose === undefined && needed) throw problem('request/purpose-missing');
  return purpose;
};

/** The same key with another request, or by another worker, is told apart by its hash. */
const claimOf = (request: AskingRequest, who: { agency: AgencyId; worker: string }, keyedHash: KeyedHash): Claim => {
  const { method, url, body } = request;
  const requestMac = keyedHash('request', canonicalJson([method, url, who.worker, body ?? null]));
  return { agency: who.agency, commandId: keyIn(request.headers), requestMac };
};

const waitForViews = async ({ headers }: AskingRequest, views: Views | undefined): Promise<void> => {
  const position = header(headers, 'concord-min-position');
  if (position === undefined || !views) return;
  const outcome = /^[\w:.-]{1,64}$/.test(position) ? await views.reached(position, PATIENCE) : 'unknown-position';
  if (outcome === 'unknown-position') throw problem('request/position-unknown');
  if (outcome === 'behind') throw problem('request/views-behind', { retryAfter: 1 });
};

type Who = Pick<Asking, 'agency' | 'active' | 'issuer' | 'clientId' | 'worker' | 'role' | 'functions'>;

const whoIs = async ({ issuer, clientId, subject, role: code }: Identity, register: Register): Promise<Who> => {
  const agency = await register.agencyOfClient({ issuer, clientId });
  const role = agency?.roles.find((each) => each.code === code);
  if (!agency || !role)
    throw problem('identity/client-unknown', { challenge: 'Bearer realm="concord", error="invalid_token"' });
  const active = agency.status === 'active';
  return { agency: agency.id, active, issuer, clientId, worker: subject, role: role.code, functions: role.functions };
};

/** Where several agencies write, an expectation that fails would tell that another one has written: none is taken there. */
const expectedBy = ({ headers }: AskingRequest, { ifMatch, command }: Needs): number | undefined => {
  const expected = command ? revisionIn(headers) : undefined;
  if (expected === undefined && ifMatch === 'required') throw problem('request/if-match-missing');
  if (expected !== undefined && !ifMatch) return faulty('if-match', 'is not taken by this command');
  return expected;
};

const mayUse = (needs: Needs, { functions }: Who): boolean =>
  needs.functions === undefined || needs.functions.some((each) => functions.includes(each));

interface Counting {
  readonly who: Who;
  readonly needs: Needs;
  readonly signed: string | undefined;
  /** Adds headers to the answer. */
  readonly tell: (headers: Readonly<Record<string, string>>) => void;
}

/** Knows the caller and reads what it states, before anything else of the request is looked at. */
export const askingGuard = (parts: AskingParts, reflector: Reflector): CanActivate => {
  const { verifier, register, answers, keyedHash, clock } = parts;

  /** Whoever is known has spent something, whatever becomes of the request. */
  const count = (request: AskingRequest, { who, needs, signed, tell }: Counting): void => {
    const balances = parts.limits?.spend(who, needs) ?? [];
    tell(rateLimitHeaders(balances));
    const retryAfter = secondsToWait(balances);
    if (retryAfter !== undefined && !isUrgent(request, needs, signed))
      throw problem('request/too-many', { retryAfter });
  };

  const ask = async (request: AskingRequest, needs: Needs, tell: Counting['tell']): Promise<Asking> => {
    const token = bearerIn(request.raw);
    if (token === undefined) throw new Problem(unauthenticated());
    const identity = await verifier.verify(token, header(request.headers, 'concord-on-behalf-of'));
    const who = await whoIs(identity, register);
    count(request, { who, needs, signed: identity.purpose, tell });
    if (!mayUse(needs, who)) throw problem('request/role-not-allowed');
    const optional = defined({
      expected: expectedBy(request, needs),
      purpose: purposeOf(request, identity.purpose, needs.purpose ?? false),
      ground: groundIn(request.headers),
      gateway: gatewayIn(request.headers),
      override: overrideIn(request.headers),
    });
    const claim = needs.command
      ? claimOf(request, who, keyedHash)
      : { agency: who.agency, commandId: randomUUID(), requestMac: 'none' };
    const idSeed = keyedHash('id', canonicalJson([claim.agency, claim.commandId]));
    const ids = { requestId: request.id, correlationId: correlationIdOf(request), idSeed };
    const answered = !who.active && needs.command === true && (await answers.answerTo(claim)) !== undefined;
    return { ...who, answered, at: clock().toISOString(), ...ids, claim, ...optional };
  };

  return {
    canActivate: async (context: ExecutionContext) => {
      const needs =
        reflector.getAllAndOverride<Needs | undefined>(NEEDS, [context.getHandler(), context.getClass()]) ?? {};
      if (needs.public) return true;
      const http = context.switchToHttp();
      const request = http.getRequest<AskingRequest>();
      request.asking = await ask(request, needs, (headers) => void http.getResponse<FastifyReply>().headers(headers));
      await waitForViews(request, parts.views);
      return true;
    },
  };
};
