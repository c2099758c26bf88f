import { concernedBy, type AgreementCommand } from '@hub/agreements';
import type { Register } from '../register/register.js';
import { refuseSuspended } from './active-agency.js';

/**
 * Refuses a suspended agency that would stop an agreement on which others share without it.
 *
 * Nothing flows to it or from it meanwhile, so all that it could stop is theirs; and what a party has suspended, no other
 * party resumes. Between two, nothing flows in any case.
 */
export const notForOthers = ({ type, data }: AgreementCommand, { agencies, agreements }: Register): void => {
  const found = agreements.get(data.agreementId);
  if (!found || (type !== 'SuspendAgreement' && type !== 'EndAgreement')) return;
  const others = [...concernedBy(found, data.now)].filter((party) => party !== data.by);
  if (others.length > 1 && agencies.get(data.by)?.status === 'suspended') refuseSuspended();
};
