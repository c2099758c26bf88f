import { foldingById, refuse, unreachable, type Command, type Decider } from '@hub/eventsourcing';
import { SECTORS, type AgencyId, type RoleCode, type Sector } from '@hub/sharing';
import {
  REINSTATEMENT_REASONS,
  SUSPENSION_REASONS,
  type AgencyEvent,
  type Client,
  type ReinstatementReason,
  type Role,
  type SuspensionReason,
} from './events.js';

/** A member of the partnership. */
export interface Agency {
  readonly id: AgencyId;
  readonly name: string;
  readonly sector: Sector;
  readonly status: 'active' | 'suspended';
  readonly powers: readonly string[];
  readonly roles: readonly Role[];
  readonly clients: readonly Client[];
}

/** All agencies by their id, in the order of their registration. */
export type Agencies = ReadonlyMap<AgencyId, Agency>;

type RegisterAgency = Command<
  'RegisterAgency',
  { agencyId: AgencyId; name: string; sector: Sector; powers: readonly string[] }
>;

/** In which role somebody asks, and by which system: both are somebody's, which of no other the register knows. */
type Acting = { readonly role: RoleCode } & Client;

/** The agency that asks, where an agency could take from itself what it is administered by; and as who, by a token. */
interface Asked {
  readonly by: AgencyId;
  readonly as?: Acting;
}

type AgencyChange =
  | Command<'RegisterRole', { agencyId: AgencyId; role: Role } & Asked>
  | Command<'RemoveRole', { agencyId: AgencyId; role: RoleCode } & Asked>
  | Command<'RegisterClient', { agencyId: AgencyId } & Client>
  | Command<'RemoveClient', { agencyId: AgencyId } & Asked & Client>
  | Command<'ChangePowers', { agencyId: AgencyId; powers: readonly string[] }>
  | Command<'SuspendAgency', { agencyId: AgencyId; reason: SuspensionReason }>
  | Command<'ReinstateAgency', { agencyId: AgencyId; reason: ReinstatementReason }>;

export type AgencyCommand = RegisterAgency | AgencyChange;
type AgencyChanged = Exclude<AgencyEvent, { type: 'AgencyRegistered' }>;

/** Agencies and agreements share one stream, so that a request can name it. */
export const streamOf = (_command: AgencyCommand): string => 'register';

/** It names a topic and is read aloud: `northbridge-police`. */
const SHORT_CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_CODE = 60;

const isBlank = (text: string): boolean => text.trim() === '';
const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
const inOrder = (codes: readonly string[]): readonly string[] => [...new Set(codes)].sort();
const sameCodes = (a: readonly string[], b: readonly string[]): boolean =>
  inOrder(a).join('\n') === inOrder(b).join('\n');

const sameRole = (a: Role, b: Role): boolean =>
  a.title === b.title && a.reach === b.reach && sameCodes(a.functions, b.functions);

/** Nothing to add when it is so already. */
const unless = (already: boolean, event: AgencyChanged): readonly AgencyChanged[] => (already ? [] : [event]);

const reasoned = <D extends { readonly reason: string }>(data: D, reasons: readonly D['reason'][]): D =>
  reasons.includes(data.reason) ? data : refuse('agency/unknown-reason', 'the reason is not one of the list');

const roleIn = ({ roles }: Agency, wanted: RoleCode): Role | undefined => roles.find(({ code }) => code === wanted);

const register = (data: RegisterAgency['data'], agencies: Agencies): readonly AgencyEvent[] => {
  if (!SHORT_CODE.test(data.agencyId) || data.agencyId.length > LONGEST_CODE)
    return refuse('agency/id-not-plain', 'an agency’s id is a short code of lower-case letters, digits and hyphens');
  if (isBlank(data.name)) return refuse('agency/name-missing', 'an agency has a name');
  if (!SECTORS.includes(data.sector)) return refuse('agency/unknown-sector', 'the sector is not one of the list');
  if (agencies.has(data.agencyId)) return refuse('agency/already-registered', 'an agency is registered once');
  if ([...agencies.values()].some(({ name }) => sameName(name, data.name)))
    return refuse('agency/name-taken', 'another agency has this name');
  return [{ type: 'AgencyRegistered', data: { ...data, powers: inOrder(data.powers) } }];
};

const registerRole = (agencyId: AgencyId, role: Role, found: Agency): readonly AgencyChanged[] => {
  if (isBlank(role.code) || isBlank(role.title)) return refuse('agency/role-unnamed', 'a role has a code and a title');
  if (role.functions.length === 0) return refuse('agency/role-without-function', 'a role has at least one function');
  const known = roleIn(found, role.code);
  return unless(known !== undefined && sameRole(known, role), {
    type: 'AgencyRoleRegistered',
    data: { agencyId, role },
  });
};

/** The same id given by another issuer is another client. */
const sameClient = (a: Client, b: Client): boolean => a.issuer === b.issuer && a.clientId === b.clientId;

/** Whether the client is one of the agency's. */
export const hasClient = ({ clients }: Agency, client: Client): boolean =>
  clients.some((one) => sameClient(one, client));

const registerClient = (data: { agencyId: AgencyId } & Client, agencies: Agencies): readonly AgencyChanged[] => {
  if (isBlank(data.clientId)) return refuse('agency/client-missing', 'a client has an id');
  if (isBlank(data.issuer)) return refuse('agency/issuer-missing', 'a client has an issuer');
  const owner = [...agencies.values()].find((each) => hasClient(each, data));
  // INVARIANT: a token speaks for one agency, so a client of an issuer belongs to at most one.
  if (owner && owner.id !== data.agencyId) return refuse('agency/client-taken', 'the client belongs to another agency');
  return unless(owner !== undefined, { type: 'AgencyClientRegistered', data });
};

const change = ({ type, data }: AgencyChange, found: Agency, agencies: Agencies): readonly AgencyChanged[] => {
  switch (type) {
    case 'RegisterRole':
      return registerRole(data.agencyId, data.role, found);
    case 'RemoveRole': {
      const { by: _, as: __, ...removed } = data;
      return unless(!roleIn(found, data.role), { type: 'AgencyRoleRemoved', data: removed });
    }
    case 'RegisterClient':
      return registerClient(data, agencies);
    case 'RemoveClient': {
      const { by: _, as: __, ...removed } = data;
      return unless(!hasClient(found, data), { type: 'AgencyClientRemoved', data: removed });
    }
    case 'ChangePowers':
      return unless(sameCodes(data.powers, found.powers), {
        type: 'AgencyPowersChanged',
        data: { ...data, powers: inOrder(data.powers) },
      });
    case 'SuspendAgency':
      return unless(found.status === 'suspended', {
        type: 'AgencySuspended',
        data: reasoned(data, SUSPENSION_REASONS),
      });
    case 'ReinstateAgency':
      return unless(found.status === 'active', {
        type: 'AgencyReinstated',
        data: reasoned(data, REINSTATEMENT_REASONS),
      });
    default:
      return unreachable(type);
  }
};

const registered = ({ agencyId, name, sector, powers }: RegisterAgency['data']): Agency => ({
  id: agencyId,
  name,
  sector,
  status: 'active',
  powers,
  roles: [],
  clients: [],
});

/** Events of other contexts share the stream; the compiler sees to it that none of ours is taken for one. */
const foreign = (_event: never, found: Agency): Agency => found;

const changed = (found: Agency, event: AgencyChanged): Agency => {
  const { type, data } = event;
  const rolesWithout = (code: RoleCode) => found.roles.filter((role) => role.code !== code);
  switch (type) {
    case 'AgencyRoleRegistered':
      return { ...found, roles: [...rolesWithout(data.role.code), data.role] };
    case 'AgencyRoleRemoved':
      return { ...found, roles: rolesWithout(data.role) };
    case 'AgencyClientRegistered':
      return { ...found, clients: [...found.clients, { issuer: data.issuer, clientId: data.clientId }] };
    case 'AgencyClientRemoved':
      return { ...found, clients: found.clients.filter((client) => !sameClient(client, data)) };
    case 'AgencyPowersChanged':
      return { ...found, powers: data.powers };
    case 'AgencySuspended':
      return { ...found, status: 'suspended' };
    case 'AgencyReinstated':
      return { ...found, status: 'active' };
    default:
      return foreign(event, found);
  }
};

const administers = ({ functions }: Role): boolean => functions.includes('administrator');

/** Whether there is a role in which somebody administers the agency, and a system by which they call. */
const isAdministered = ({ roles, clients }: Agency): boolean => clients.length > 0 && roles.some(administers);

/** The same of those in which, and by which, somebody asks. */
const isAdministeredAs = (found: Agency, acting: Acting): boolean =>
  hasClient(found, acting) && found.roles.some((role) => role.code === acting.role && administers(role));

/**
 * Refuses what takes from an agency, by its own word, the way in which it administers itself: another one may.
 *
 * INVARIANT: whatever an agency gives up, somebody could have asked for it again: who asks keeps the role and the system by
 * which they do. That another role is registered says of nobody that they hold it.
 */
const stillAdministered = ({ data }: AgencyChange, found: Agency, events: readonly AgencyChanged[]): void => {
  if (!('by' in data) || data.by !== found.id || events.length === 0) return;
  const after = events.reduce(changed, found);
  if (data.as ? !isAdministeredAs(after, data.as) : isAdministered(found) && !isAdministered(after))
    refuse('agency/not-administered', 'no role or no system would be left by which somebody administers the agency');
};

/** The members of the partnership: who they are, which roles and systems act for them, which powers they have. */
export const agency: Decider<Agencies, AgencyCommand, AgencyEvent> = {
  ...foldingById<Agency, AgencyEvent>({
    idOf: ({ data }) => data.agencyId,
    evolve: (found, event) =>
      event.type === 'AgencyRegistered' ? registered(event.data) : found && changed(found, event),
  }),

  decide(command, agencies) {
    if (command.type === 'RegisterAgency') return register(command.data, agencies);
    const found = agencies.get(command.data.agencyId);
    if (!found) return refuse('agency/unknown', 'no such agency is registered');
    const events = change(command, found, agencies);
    stillAdministered(command, found, events);
    return events;
  },
};
