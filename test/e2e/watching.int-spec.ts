/** What whoever watches the hub is told, at the second address. */
import { tellByHand } from './feed-by-hand.js';
import { withHub } from './hub.js';
import { subscribedSchool } from './subscribed-school.js';

const START = '2026-06-30T09:00:00.000Z';
const hub = withHub({ at: START, watched: true });

const BEHIND = 'concord_partner_lag_events{agency="school",delivery="pull"}';

/** A number by its name and labels; undefined where nothing is said of it. */
const measured = async (series: string): Promise<number | undefined> => {
  const text = await (await fetch(`${hub().adminUrl!}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

it('says how far a partner is behind that fetches its messages, for as long as it is to fetch them', async () => {
  const { subscription } = await subscribedSchool(hub, 'pull');
  const system = { code: 'system', title: 'System', reach: 'agency', functions: ['system'] };
  await hub().administrator.post('/agencies/school/roles', system).created();
  expect(await measured(BEHIND)).toBeUndefined();
  await hub().as('school', 'system').call('PUT', '/feed/position', {}, { position: 0 }).expect(200);
  await tellByHand(hub().store, 'school', [{ type: 'org.concord.agreement.activated.v1' }], START);
  expect(await measured(BEHIND)).toBeGreaterThan(0);
  const reason = { reason: 'no-longer-needed' };
  await hub().as('school', 'head').post(`/subscriptions/${subscription}/endings`, reason).created();
  expect(await measured(BEHIND)).toBeUndefined();
});
