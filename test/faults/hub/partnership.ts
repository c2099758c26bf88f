import type { RoleFunction } from '@hub/agencies';
import type { EventStore } from '@hub/eventsourcing';
import type { Sector } from '@hub/sharing';
import { agentOf, type Agent } from '../../e2e/agent.js';
import type { OutsideIssuer } from './issuer.js';

export const ADMINISTRATOR_CLIENT = 'concord-partnership';
export const clientOf = (agency: string): string =>
  agency === 'partnership' ? ADMINISTRATOR_CLIENT : `client-of-${agency}`;

/** What a person who calls has in their token. */
export const claimsOf = (agency: string, role: string, worker = `${agency}-${role}`) => ({
  client_id: clientOf(agency),
  role,
  sub: worker,
});

interface Reached {
  /** Read at every call: a hub that was killed is somewhere else afterwards. */
  readonly url: () => string;
  readonly issuer: OutsideIssuer;
  readonly isAfter: EventStore['isAfter'];
}

export interface AgencyOf {
  readonly sector?: Sector;
  readonly powers?: readonly string[];
  /** Functions of the role; none: practitioner. */
  readonly roles: Readonly<Record<string, readonly RoleFunction[]>>;
}

/** Agencies whose people call a hub that runs elsewhere. */
export interface Partnership {
  as(agency: string, role: string, worker?: string): Agent;
  enrol(id: string, agency: AgencyOf): Promise<void>;
}

const LIFETIME = 40 * 60_000;

export const partnershipAt = ({ url, issuer, isAfter }: Reached): Partnership => {
  const tokens = new Map<string, { readonly token: string; readonly until: number }>();
  const tokenOf = (agency: string, role: string, worker?: string): string => {
    const claims = claimsOf(agency, role, worker);
    const known = tokens.get(JSON.stringify(claims));
    if (known && known.until > Date.now()) return known.token;
    const token = issuer.token({ claims });
    tokens.set(JSON.stringify(claims), { token, until: Date.now() + LIFETIME });
    return token;
  };

  const seen = { position: '0' };
  const as: Partnership['as'] = (agency, role, worker) => {
    const hub = {
      get url() {
        return url();
      },
      store: { isAfter },
    };
    return agentOf({ hub, seen, token: () => Promise.resolve(tokenOf(agency, role, worker)) });
  };

  return {
    as,
    enrol: async (id, { sector = 'council', powers = [], roles }) => {
      const administrator = as('partnership', 'administrator');
      await administrator.post('/agencies', { id, name: id, sector, powers }).created();
      for (const [code, functions] of Object.entries(roles))
        await administrator
          .post(`/agencies/${id}/roles`, {
            code,
            title: code,
            reach: 'agency',
            functions: functions.length > 0 ? functions : ['practitioner'],
          })
          .created();
      await administrator.post(`/agencies/${id}/clients`, { clientId: clientOf(id) }).created();
    },
  };
};
