import fc from 'fast-check';
import { fold, type Event } from '@hub/eventsourcing';
import { behaviourOf, keepsFoldingLaws } from '@hub/eventsourcing/testing';
import {
  agency,
  agencyFacts,
  agencyOfClient,
  roleOf,
  streamOf,
  type AgencyCommand,
  type AgencyEvent,
} from './index.js';

const given = behaviourOf(agency);

const police = { agencyId: 'northbridge-police', name: 'Northbridge Police', sector: 'police', powers: [] } as const;
const school = { agencyId: 'hill-school', name: 'Hill School', sector: 'education', powers: ['ea2002-s175'] } as const;
const constable = { code: 'constable', title: 'Constable', reach: 'caseload', functions: ['practitioner'] } as const;
const { agencyId } = police;
const by = 'partnership';

const register: AgencyCommand = { type: 'RegisterAgency', data: police };
const policeRegistered: AgencyEvent = { type: 'AgencyRegistered', data: police };
const schoolRegistered: AgencyEvent = { type: 'AgencyRegistered', data: school };
const registerRole: AgencyCommand = { type: 'RegisterRole', data: { agencyId, role: constable, by } };
const roleRegistered: AgencyEvent = { type: 'AgencyRoleRegistered', data: { agencyId, role: constable } };
const removeRole: AgencyCommand = { type: 'RemoveRole', data: { agencyId, role: 'constable', by } };
const roleRemoved: AgencyEvent = { type: 'AgencyRoleRemoved', data: { agencyId, role: 'constable' } };
const client = { agencyId, issuer: 'https://login.police.example', clientId: 'niche' };
const elsewhere = { ...client, issuer: 'https://login.council.example' };
const registerClient: AgencyCommand = { type: 'RegisterClient', data: client };
const clientRegistered: AgencyEvent = { type: 'AgencyClientRegistered', data: client };
const removeClient: AgencyCommand = { type: 'RemoveClient', data: { ...client, by } };
const clientRemoved: AgencyEvent = { type: 'AgencyClientRemoved', data: client };
const suspend: AgencyCommand = { type: 'SuspendAgency', data: { agencyId, reason: 'breach' } };
const suspended: AgencyEvent = { type: 'AgencySuspended', data: { agencyId, reason: 'breach' } };
const reinstate: AgencyCommand = { type: 'ReinstateAgency', data: { agencyId, reason: 'put-right' } };
const reinstated: AgencyEvent = { type: 'AgencyReinstated', data: { agencyId, reason: 'put-right' } };

describe('an agency', () => {
  it('is recorded in the register', () => {
    expect(streamOf(register)).toBe('register');
  });

  it('is registered once, under a name of its own', () => {
    given().when(register).then(policeRegistered);
    given(schoolRegistered).when(register).then(policeRegistered);
    given(policeRegistered).when(register).refuses('agency/already-registered');
    given(policeRegistered)
      .when({ type: 'RegisterAgency', data: { ...school, name: ' northbridge POLICE ' } })
      .refuses('agency/name-taken');
  });

  it.each([
    ['agency/id-not-plain', { agencyId: 'Northbridge Police' }],
    ['agency/id-not-plain', { agencyId: '' }],
    ['agency/id-not-plain', { agencyId: 'a'.repeat(61) }],
    ['agency/name-missing', { name: ' ' }],
    ['agency/unknown-sector', { sector: 'media' as 'police' }],
  ])('is refused as %s with %j', (code, spoiled) => {
    given()
      .when({ type: 'RegisterAgency', data: { ...police, ...spoiled } })
      .refuses(code);
  });

  it('is registered before anything is said about it', () => {
    for (const command of [registerRole, removeRole, registerClient, removeClient, suspend, reinstate])
      given(schoolRegistered).when(command).refuses('agency/unknown');
    given()
      .when({ type: 'ChangePowers', data: { agencyId, powers: [] } })
      .refuses('agency/unknown');
  });

  it('is suspended and reinstated for a reason; saying so twice is harmless', () => {
    given(policeRegistered).when(suspend).then(suspended);
    given(policeRegistered, suspended).when(suspend).thenNothing();
    given(policeRegistered, suspended).when(reinstate).then(reinstated);
    given(policeRegistered).when(reinstate).thenNothing();
    given(policeRegistered, suspended, reinstated).when(suspend).then(suspended);
    given(policeRegistered)
      .when({ type: 'SuspendAgency', data: { agencyId, reason: 'they said so' as 'other' } })
      .refuses('agency/unknown-reason');
    given(policeRegistered)
      .when({ type: 'ReinstateAgency', data: { agencyId, reason: 'breach' as 'other' } })
      .refuses('agency/unknown-reason');
  });

  it('has the powers that were last recorded, in whatever order', () => {
    const change = (...powers: string[]): AgencyCommand => ({ type: 'ChangePowers', data: { agencyId, powers } });
    const changed: AgencyEvent = {
      type: 'AgencyPowersChanged',
      data: { agencyId, powers: ['ca1989-s47', 'ca2004-s11'] },
    };
    given(policeRegistered)
      .when(change('ca2004-s11', 'ca1989-s47', 'ca2004-s11'))
      .then(changed);
    given(policeRegistered, changed).when(change('ca2004-s11', 'ca1989-s47')).thenNothing();
    expect(agencyFacts(fold(agency, [policeRegistered, changed]))[0]?.powers).toEqual(['ca1989-s47', 'ca2004-s11']);
  });
});

describe('a role', () => {
  it('is registered, changed by registering it anew, and removed', () => {
    const anyone = { ...constable, reach: 'agency' } as const;
    const roleChanged: AgencyEvent = { type: 'AgencyRoleRegistered', data: { agencyId, role: anyone } };
    given(policeRegistered).when(registerRole).then(roleRegistered);
    given(policeRegistered, roleRegistered).when(registerRole).thenNothing();
    given(policeRegistered, roleRegistered)
      .when({ type: 'RegisterRole', data: { agencyId, role: anyone, by } })
      .then(roleChanged);
    given(policeRegistered, roleRegistered).when(removeRole).then(roleRemoved);
    given(policeRegistered, roleRegistered, roleRemoved).when(removeRole).thenNothing();
    expect(roleOf(fold(agency, [policeRegistered, roleRegistered, roleChanged]), agencyId, 'constable')).toEqual(
      anyone,
    );
  });

  it('has a name and something to do', () => {
    const role = (spoiled: object): AgencyCommand => ({
      type: 'RegisterRole',
      data: { agencyId, role: { ...constable, ...spoiled }, by },
    });
    given(policeRegistered)
      .when(role({ code: '' }))
      .refuses('agency/role-unnamed');
    given(policeRegistered)
      .when(role({ title: ' ' }))
      .refuses('agency/role-unnamed');
    given(policeRegistered)
      .when(role({ functions: [] }))
      .refuses('agency/role-without-function');
  });

  it('is looked up within its agency alone', () => {
    const agencies = fold(agency, [policeRegistered, schoolRegistered, roleRegistered]);
    expect(roleOf(agencies, agencyId, 'constable')).toEqual(constable);
    expect(roleOf(agencies, 'hill-school', 'constable')).toBeUndefined();
    expect(roleOf(agencies, 'nobody', 'constable')).toBeUndefined();
  });
});

describe('a client', () => {
  it('belongs to one agency at most', () => {
    given(policeRegistered).when(registerClient).then(clientRegistered);
    given(policeRegistered, clientRegistered).when(registerClient).thenNothing();
    given(policeRegistered, schoolRegistered, clientRegistered)
      .when({ type: 'RegisterClient', data: { ...client, agencyId: 'hill-school' } })
      .refuses('agency/client-taken');
    given(policeRegistered)
      .when({ type: 'RegisterClient', data: { ...client, clientId: '' } })
      .refuses('agency/client-missing');
    given(policeRegistered)
      .when({ type: 'RegisterClient', data: { ...client, issuer: ' ' } })
      .refuses('agency/issuer-missing');
  });

  it('is removed by its own agency; what is not there needs no removing', () => {
    given(policeRegistered, clientRegistered).when(removeClient).then(clientRemoved);
    given(policeRegistered, clientRegistered, clientRemoved).when(removeClient).thenNothing();
    given(policeRegistered, schoolRegistered, clientRegistered)
      .when({ type: 'RemoveClient', data: { ...client, agencyId: 'hill-school', by } })
      .thenNothing();
  });

  it('is another one where another issuer has given the same id', () => {
    const taken = { ...elsewhere, agencyId: 'hill-school' };
    const registered: AgencyEvent = { type: 'AgencyClientRegistered', data: taken };
    given(policeRegistered, schoolRegistered, clientRegistered)
      .when({ type: 'RegisterClient', data: taken })
      .then(registered);
    given(policeRegistered, clientRegistered)
      .when({ type: 'RemoveClient', data: { ...elsewhere, by } })
      .thenNothing();
    const agencies = fold(agency, [policeRegistered, schoolRegistered, clientRegistered]);
    expect(agencyOfClient(agencies, elsewhere)).toBeUndefined();
    const both = agency.evolve(agencies, registered);
    expect([client, elsewhere].map((one) => agencyOfClient(both, one)?.id)).toEqual([agencyId, 'hill-school']);
    const removed = agency.evolve(both, { type: 'AgencyClientRemoved', data: taken });
    expect([client, elsewhere].map((one) => agencyOfClient(removed, one)?.id)).toEqual([agencyId, undefined]);
  });

  it('says which agency is calling', () => {
    expect(agencyOfClient(fold(agency, [policeRegistered, clientRegistered]), client)?.id).toBe(agencyId);
    expect(agencyOfClient(fold(agency, [policeRegistered, clientRegistered, suspended]), client)?.status).toBe(
      'suspended',
    );
    expect(agencyOfClient(fold(agency, [policeRegistered, clientRegistered, clientRemoved]), client)).toBeUndefined();
  });

  it('never speaks for two agencies, whatever is asked for', () => {
    const commands = fc.constantFrom<AgencyCommand>(
      registerClient,
      removeClient,
      { type: 'RegisterClient', data: { ...client, agencyId: 'hill-school' } },
      { type: 'RemoveClient', data: { ...client, agencyId: 'hill-school', by } },
    );
    fc.assert(
      fc.property(fc.array(commands), (asked) => {
        let agencies = fold(agency, [policeRegistered, schoolRegistered]);
        for (const command of asked) {
          try {
            agencies = agency.decide(command, agencies).reduce((state, event) => agency.evolve(state, event), agencies);
          } catch {
            // Refused: nothing was recorded.
          }
          expect([...agencies.values()].flatMap(({ clients }) => clients).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('an agency that administers itself', () => {
  const head = { code: 'head', title: 'Head', reach: 'agency', functions: ['administrator'] } as const;
  const plain = { ...head, functions: ['practitioner'] } as const;
  const headRegistered: AgencyEvent = { type: 'AgencyRoleRegistered', data: { agencyId, role: head } };
  const deputyRegistered: AgencyEvent = {
    type: 'AgencyRoleRegistered',
    data: { agencyId, role: { ...head, code: 'deputy' } },
  };
  const administered = [policeRegistered, headRegistered, clientRegistered];
  const lastOnes = (asker: string): readonly AgencyCommand[] => [
    { type: 'RegisterRole', data: { agencyId, role: plain, by: asker } },
    { type: 'RemoveRole', data: { agencyId, role: 'head', by: asker } },
    { type: 'RemoveClient', data: { ...client, by: asker } },
  ];

  it('never takes the last role or client from itself by which it does', () => {
    for (const command of lastOnes(agencyId))
      given(...administered)
        .when(command)
        .refuses('agency/not-administered');
  });

  it('gives up one of several', () => {
    const [demoted, removed, unregistered] = lastOnes(agencyId);
    const otherClient: AgencyEvent = { type: 'AgencyClientRegistered', data: elsewhere };
    given(...administered, deputyRegistered)
      .when(demoted!)
      .then({ type: 'AgencyRoleRegistered', data: { agencyId, role: plain } });
    given(...administered, deputyRegistered)
      .when(removed!)
      .then({ type: 'AgencyRoleRemoved', data: { agencyId, role: 'head' } });
    given(...administered, otherClient)
      .when(unregistered!)
      .then(clientRemoved);
  });

  it('keeps the role and the system by which it is asked for: another may be nobody’s', () => {
    const acting = (role: string) => ({ role, ...client });
    const [demoted, removed, unregistered] = lastOnes(agencyId);
    const asked = (command: AgencyCommand, as: ReturnType<typeof acting>): AgencyCommand =>
      ({ ...command, data: { ...command.data, as } }) as AgencyCommand;
    const otherClient: AgencyEvent = { type: 'AgencyClientRegistered', data: elsewhere };
    const both = [...administered, deputyRegistered, otherClient];
    for (const command of [demoted!, removed!, unregistered!])
      given(...both)
        .when(asked(command, acting('head')))
        .refuses('agency/not-administered');
    for (const command of [demoted!, removed!])
      given(...both)
        .when(asked(command, acting('deputy')))
        .then(expect.anything());
    // Somebody was faster: who asks is no administrator any more.
    const demotion: AgencyEvent = { type: 'AgencyRoleRegistered', data: { agencyId, role: plain } };
    const third: AgencyEvent = { type: 'AgencyRoleRegistered', data: { agencyId, role: { ...head, code: 'third' } } };
    given(...both, third, demotion)
      .when(asked({ type: 'RemoveRole', data: { agencyId, role: 'deputy', by: agencyId } }, acting('head')))
      .refuses('agency/not-administered');
  });

  it('loses it to another, which is the partnership, and gains it from there', () => {
    const [demoted, removed, unregistered] = lastOnes('partnership');
    const demotion: AgencyEvent = { type: 'AgencyRoleRegistered', data: { agencyId, role: plain } };
    given(...administered)
      .when(demoted!)
      .then(demotion);
    given(...administered)
      .when(removed!)
      .then({ type: 'AgencyRoleRemoved', data: { agencyId, role: 'head' } });
    given(...administered)
      .when(unregistered!)
      .then(clientRemoved);
    given(...administered, demotion)
      .when({ type: 'RegisterRole', data: { agencyId, role: head, by: 'partnership' } })
      .then(headRegistered);
  });
});

it('is folded many at once as one after another', () => {
  const everything = [policeRegistered, schoolRegistered, roleRegistered, roleRemoved, clientRegistered, clientRemoved];
  keepsFoldingLaws(agency, [...everything, suspended, reinstated]);
});

describe('the facts about agencies', () => {
  it('are their status, roles and powers, and no client', () => {
    expect(agencyFacts(fold(agency, [policeRegistered, roleRegistered, clientRegistered, suspended]))).toEqual([
      {
        id: agencyId,
        sector: 'police',
        status: 'suspended',
        roles: [{ code: 'constable', reach: 'caseload' }],
        powers: [],
      },
    ]);
  });

  it('are untouched by agreements, which share the register', () => {
    const theirs: readonly Event[] = [
      { type: 'AgreementSigned', data: { agreementId: 'a', version: 1, agencyId } },
      { type: 'AgreementDrafted', data: { agreementId: 'a' } },
    ];
    expect(fold(agency, [policeRegistered, ...(theirs as readonly AgencyEvent[])])).toEqual(
      fold(agency, [policeRegistered]),
    );
  });
});
