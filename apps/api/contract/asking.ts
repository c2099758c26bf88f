import type { RoleFunction } from '@hub/agencies';
import type { Claim } from '@hub/eventsourcing';
import type { AgencyId, Ground, Instant, Purpose, RoleCode, WorkerId } from '@hub/sharing';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

export interface Asking {
  readonly agency: AgencyId;
  readonly worker: WorkerId;
  readonly role: RoleCode;
  readonly functions: readonly RoleFunction[];
  readonly at: Instant;
  readonly requestId: string;
  readonly claim: Claim;
  readonly expected?: number;
  readonly purpose?: Purpose;
  readonly ground?: Ground & { readonly words?: string };
  readonly gateway?: string;
  readonly override?: string;
}

export const Asked = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ asking: Asking }>().asking,
);
