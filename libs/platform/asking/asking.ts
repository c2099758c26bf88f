import type { RoleFunction } from '@hub/agencies';
import type { Claim } from '@hub/eventsourcing';
import type { AgencyId, Instant, Purpose, RoleCode, WorkerId } from '@hub/sharing';
import type { StatedGround } from './headers.js';
import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who asks, for whom, and what was stated about it: everything that a request says besides its address and body. */
export interface Asking {
  /** From the client's registration; never from the token or the request. */
  readonly agency: AgencyId;
  /** Whether the agency is active, as the register stood when the request came. */
  readonly active: boolean;
  /** A suspended agency repeats a command that was carried out before: it gets that answer again, and records nothing. */
  readonly answered: boolean;
  /** Who issued the token. */
  readonly issuer: string;
  readonly clientId: string;
  readonly worker: WorkerId;
  readonly role: RoleCode;
  readonly functions: readonly RoleFunction[];
  readonly at: Instant;
  /** Made by the hub for this request alone. */
  readonly requestId: string;
  /** What the caller ties its requests together with (`X-Request-ID`); the request's id where it sent none. */
  readonly correlationId: string;
  /** For a command its `Idempotency-Key`; for anything else fresh, so that what it records is recorded once. */
  readonly claim: Claim;
  /** What the ids of records that this request makes follow from: the same for a repeat, and for nobody to guess. */
  readonly idSeed: string;
  /** `If-Match`: the revision that was seen. */
  readonly expected?: number;
  readonly purpose?: Purpose;
  readonly ground?: StatedGround;
  readonly gateway?: string;
  readonly override?: string;
}

/** What an endpoint asks of a request. The guard sees to it before the handler runs. */
export interface Needs {
  /** Open to everybody: no token, no `Asking`. */
  readonly public?: boolean;
  /** The role has one of these functions; missing: any role will do. */
  readonly functions?: readonly RoleFunction[];
  /** Writes: `Idempotency-Key` is required. */
  readonly command?: boolean;
  /** `If-Match` is taken; missing: it is refused. Only for records of one agency, and for those that all may read. */
  readonly ifMatch?: 'optional' | 'required';
  /** `?purpose=` is required, unless a signed claim states it. */
  readonly purpose?: boolean;
  /** Looks for people by what is known of them: counted by the budget of searches as well. */
  readonly searches?: boolean;
  /** Asks for messages once more: counted by the budget of replays as well. */
  readonly replays?: boolean;
  /** Opens what an emergency needs, or protects: counted by the budgets, and never refused for them. */
  readonly urgent?: boolean;
}

export const NEEDS = 'concord/needs';

export const Needs = (needs: Needs): MethodDecorator & ClassDecorator => SetMetadata(NEEDS, needs);
export const Public = (): MethodDecorator & ClassDecorator => Needs({ public: true });
export const NeedsFunction = (...functions: readonly RoleFunction[]): MethodDecorator & ClassDecorator =>
  Needs({ functions });

export interface AskingRequest extends FastifyRequest {
  asking?: Asking;
}

/** Who asks; on a public endpoint there is nobody, and that is a mistake in the code. */
export const askingOf = ({ asking }: AskingRequest): Asking => {
  if (!asking) throw new Error('nobody asks on a public endpoint');
  return asking;
};

export const Asked = createParamDecorator((_: unknown, context: ExecutionContext) =>
  askingOf(context.switchToHttp().getRequest<AskingRequest>()),
);
