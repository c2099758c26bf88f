import { refuse } from '@hub/eventsourcing';
import { inPeriod, type AgencyFacts, type AgencyId, type AgreementFacts, type Instant } from '@hub/sharing';
import type { Wanted } from './events.js';

/** What the register says when a subscription is asked for, and again when it is approved. */
export interface Grounds {
  readonly agencies: readonly AgencyFacts[];
  readonly agreements: readonly AgreementFacts[];
  readonly at: Instant;
}

const versionInForce = ({ agreements, at }: Grounds, id: string, agency: AgencyId): AgreementFacts | undefined =>
  agreements.find(
    (version) =>
      version.id === id &&
      version.status === 'in-force' &&
      version.parties.includes(agency) &&
      inPeriod(version.period, at),
  );

/**
 * Refuses a subscription that the register gives no grounds for: a role of the agency that reaches as far as the agency does,
 * an agreement of the agency in force, and in it flows that bring this role the categories for this purpose.
 *
 * It opens nothing: each message is decided about by itself, at its time.
 */
export const mustHaveGrounds = (agency: AgencyId, wanted: Wanted, grounds: Grounds): void => {
  const { agreementId, role, purpose, categories } = wanted;
  const roles = grounds.agencies.find(({ id }) => id === agency)?.roles ?? [];
  if (!roles.some(({ code, reach }) => code === role && reach === 'agency'))
    refuse('subscription/role-without-reach', 'a system has no caseload: its role is one whose reach is the agency');
  const version =
    versionInForce(grounds, agreementId, agency) ??
    refuse('subscription/no-agreement', 'the agency is party to no such agreement in force');
  const flows = version.flows.filter(
    ({ to, roles: readers, purposes }) => to === agency && readers.includes(role) && purposes.includes(purpose),
  );
  if (!categories.every((category) => flows.some((flow) => flow.categories.includes(category))))
    refuse('subscription/no-flow', 'no flow of the agreement brings this role these categories for this purpose');
};
