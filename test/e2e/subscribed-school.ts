import { CHOSEN_TYPES } from '@hub/partner-messages';
import { agree, plainFlow } from './agreed.js';
import type { TestHub } from './hub.js';

const administrator = { functions: ['administrator'] } as const;
const governance = { functions: ['information-governance'] } as const;

/**
 * A school that is subscribed to what health knows about a child whom both work with, on the mother's consent.
 */
export const subscribedSchool = async (hub: () => TestHub, delivery: 'kafka' | 'pull') => {
  await hub().enrol('school', { sector: 'education', roles: { dsl: {}, ig: governance, head: administrator } });
  await hub().enrol('health', { sector: 'health', roles: { visitor: {}, ig: governance, head: administrator } });
  const [school, health] = [hub().as('school', 'dsl'), hub().as('health', 'visitor')];
  const flow = { from: 'health', to: 'school', categories: ['health-visit'], route: 'consent', consentRequired: true };
  await agree({
    administrator: hub().administrator,
    parties: new Map([
      ['school', hub().as('school', 'head')],
      ['health', hub().as('health', 'head')],
    ]),
    startsOn: '2026-06-01T00:00:00.000Z',
    flows: [plainFlow(1, { ...flow, basis: { article6: 'a' } })],
  });
  const { items } = await hub().as('school', 'ig').get('/agreements').expect(200);
  const [agreement] = items as readonly { id: string }[];
  const person = (given: string, dateOfBirth: string) => ({ name: { given, family: 'Example' }, dateOfBirth });
  const child = (await health.post('/people', person('Ada', '2021-02-03')).created()).id;
  const mother = (await health.post('/people', person('Bea', '1990-05-06')).created()).id;
  const since = { from: '2026-06-01T00:00:00.000Z' };
  await health.post(`/people/${child}/parental-responsibilities`, { holder: mother, how: 'birth', ...since }).created();
  await school.post(`/people/${child}/involvements`, { workers: [], service: 'Nursery', ...since }).created();
  const wanted = {
    ...{ agreementId: agreement!.id, role: 'dsl', purpose: 'early-help', delivery },
    ...{ categories: ['health-visit'], types: CHOSEN_TYPES },
  };
  const { id } = await hub().as('school', 'ig').post('/subscriptions', wanted).created();
  await hub().administrator.post(`/subscriptions/${id}/approvals`, {}).created();
  return { child: child as string, mother: mother as string, subscription: id as string };
};

/** The mother consents. */
export const consentOf = async (
  hub: () => TestHub,
  { child, mother }: { child: string; mother: string },
  effectiveAt = '2026-06-29T09:00:00.000Z',
) => {
  const consent = {
    ...{ subject: child, grantor: mother, capacity: 'parental-responsibility', decision: 'permit' },
    scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
    ...{ from: '2026-06-01T00:00:00.000Z', effectiveAt },
  };
  return (await hub().as('health', 'visitor').post('/consents', consent).created()).id as string;
};

/** Health writes a note about the child. */
export const noteAbout = async (hub: () => TestHub, child: string) => {
  const passages = [{ subjects: [child], text: 'Walks well.', thirdParties: [], location: 'checked' }];
  const note = { category: 'health-visit', labels: [], effectiveAt: '2026-06-29T09:00:00.000Z', passages };
  return (await hub().as('health', 'visitor').post('/case-notes', note).created()).id as string;
};

/** The mother consents, and health writes a note about the child. */
export const consentAndNote = async (hub: () => TestHub, known: { child: string; mother: string }) => ({
  consent: await consentOf(hub, known),
  note: await noteAbout(hub, known.child),
});

/** The same, the note once the school has been told of the consent: a note that is there by then is told of by that access opens. */
export const consentThenNote = async (hub: () => TestHub, known: { child: string; mother: string }) => {
  const consent = await consentOf(hub, known);
  await hub().happened('MessagesReleased', ({ data }) => JSON.stringify(data).includes('consent.granted'));
  return { consent, note: await noteAbout(hub, known.child) };
};
