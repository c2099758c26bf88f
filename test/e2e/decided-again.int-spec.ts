/** What a school was told by messages, and what was held back, decided again at the request of its officer. */
import { randomUUID } from 'node:crypto';
import type { ReleasedMessage } from '@hub/disclosures';
import type { PartnerMessage } from '@hub/partner-messages';
import { runCli } from '../../apps/cli/index.js';
import { withHub } from './hub.js';
import { consentOf, noteAbout, subscribedSchool } from './subscribed-school.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });
const known = { child: '', mother: '', consent: '', note: '', subscription: '' };

const officer = (agency = 'school') => hub().as(agency, 'ig');
const health = () => hub().as('health', 'visitor');
const again = (id: string, by = officer()) => by.post(`/disclosures/${id}:replay`);

/** The message of a type that was released last, once it has been. */
const released = async (type: string): Promise<ReleasedMessage> => {
  const isOfType = ({ message }: ReleasedMessage): boolean => message.type.includes(type);
  const { data } = await hub().happened('MessagesReleased', ({ data: its }) =>
    (its as { messages: readonly ReleasedMessage[] }).messages.some(isOfType),
  );
  return (data as { messages: readonly ReleasedMessage[] }).messages.findLast(isOfType)!;
};

/** What is in the trail of a note that was held back, once it is. */
const heldBack = async (note: string): Promise<string> =>
  (await hub().happened('MessageWithheld', ({ data }) => JSON.stringify(data).includes(note))).id;

const caughtUp = async (): Promise<void> => expect(await hub().waitFor(await hub().store.head())).toBe(true);

beforeAll(async () => {
  await hub().enrol('police', { sector: 'police', roles: { ig: { functions: ['information-governance'] } } });
  Object.assign(known, await subscribedSchool(hub, 'pull'));
  const role = { code: 'system', title: 'System', reach: 'agency', functions: ['system'] };
  await hub().administrator.post('/agencies/school/roles', role).created();
  known.consent = await consentOf(hub, known);
  await released('consent.granted');
  known.note = await noteAbout(hub, known.child);
});

describe('a message, decided again', () => {
  it('is the same as it was, by the id that it has in the feed and in the trail', async () => {
    const { messageId } = await released('note.shared');
    await caughtUp();
    const trail = await officer().post('/disclosures:search', { subject: known.child, kind: 'message' }).expect(200);
    expect(trail.items).toContainEqual(expect.objectContaining({ disclosureId: messageId }));
    const { items } = await again(messageId).expect(200);
    const item = { item: `note-${known.note}`, outcome: 'permit' };
    expect(items).toMatchObject([
      {
        ...{ subjects: [known.child], same: true, moved: [] },
        then: { policy: 'v1', entitled: true, outcome: 'permit', items: [item], reasons: expect.anything() },
        today: { outcome: 'permit', items: [item] },
      },
    ]);
    expect(items[0]).not.toHaveProperty('voided');
    expect(JSON.stringify(items)).not.toMatch(/Walks|Ada|Example/);
  });

  it('is shown whole to the agency that was told, to whoever it was of as far as it was theirs, and to nobody else', async () => {
    const { messageId } = await released('note.shared');
    const shown = async (by: ReturnType<typeof health>) => (await by.get(`/disclosures/${messageId}`)).body as unknown;
    await caughtUp();
    const entry = { disclosureId: messageId, kind: 'message', agency: 'school' };
    const items = [expect.objectContaining({ item: `note-${known.note}` })];
    expect(await shown(officer())).toMatchObject({ items: [{ ...entry, items, subjects: [known.child] }] });
    const theirs = await shown(officer('health'));
    expect(theirs).toMatchObject({ items: [{ ...entry, items, subjects: [] }] });
    expect(await shown(officer('police'))).toMatchObject({ status: 404 });
  });

  it('is for the agency that was told alone, and for its information governance; each time it is recorded', async () => {
    const { messageId } = await released('note.shared');
    const unknown = await again(randomUUID());
    expect(unknown.status).toBe(404);
    const toldApart = ({ text, status }: { text: string; status: number }) => [
      status,
      text.replaceAll(/[0-9a-f-]{36}/g, 'id'),
    ];
    expect(toldApart(await again(messageId, officer('health')))).toEqual(toldApart(unknown));
    await again(messageId, hub().as('school', 'dsl')).refused(403);
    await hub().happened('TrailRead', ({ data }) => {
      const { agencyId, filter, question } = data as { agencyId: string; question: string; filter: object };
      return agencyId === 'health' && question === 'replay' && 'disclosureId' in filter;
    });
    await caughtUp();
    const reads = await officer().post('/disclosures:search', { subject: known.child, kind: 'trail-read' }).expect(200);
    expect(reads.items).toContainEqual(expect.objectContaining({ question: 'replay', subjects: [known.child] }));
  });

  it('that was held back is decided again where it shows as a gap', async () => {
    const passages = [{ subjects: [known.child], text: 'Walks well.', thirdParties: [], location: 'checked' }];
    const sensitive = { category: 'health-visit', labels: ['MH'], effectiveAt: '2026-06-29T09:00:00.000Z', passages };
    const { id: note } = await health().post('/case-notes', sensitive).created();
    expect((await again(await heldBack(note)).expect(200)).items).toMatchObject([
      { subjects: [known.child], same: true, then: { items: [{ item: `note-${note}`, outcome: 'mask' }] }, moved: [] },
    ]);
  });

  it('says which fact has made the difference, once the mother has withdrawn her consent', async () => {
    const { messageId } = await released('note.shared');
    await health().post(`/consents/${known.consent}/withdrawals`, { subject: known.child }).created();
    const { items } = await again(messageId).expect(200);
    expect(items).toMatchObject([
      {
        ...{ same: true, then: { outcome: 'permit' }, today: { outcome: 'deny', items: [] } },
        moved: [{ stream: `consents-${known.child}`, events: ['ConsentWithdrawn'] }],
      },
    ]);
  });

  it('that was void before it was fetched is said to be, with the form that is told in its place', async () => {
    const { messageId } = await released('note.shared');
    const { body } = await hub().as('school', 'system').get('/feed/events', { minPosition: null });
    const told = (body as readonly PartnerMessage[]).find(({ id }) => id === messageId);
    expect(told).toMatchObject({ void: true });
    const { items } = await again(messageId).expect(200);
    expect(items).toMatchObject([
      { same: true, voided: { because: 'permission-gone', mayHaveLeft: false, inItsPlace: told } },
    ]);
    const { items: shown } = await officer().get(`/disclosures/${messageId}`).expect(200);
    expect(shown).toMatchObject([{ kind: 'message' }, { kind: 'void', reasons: ['permission-gone'] }]);
  });

  it('that was held back and leaves no trace is unknown', async () => {
    const id = await heldBack(await noteAbout(hub, known.child));
    await again(id).refused(404, 'request/not-found');
  });

  it('is decided again by the command line, which says that it was made void', async () => {
    const said: string[] = [];
    const to = { write: (text: string) => said.push(text) };
    officer();
    const token = (await hub().tokenFor(JSON.stringify(['school', 'ig', 'school-ig']))) ?? '';
    const { messageId } = await released('note.shared');
    const code = await runCli(['replay', messageId, '--url', hub().url], {
      ...{ out: to, err: to, environment: { CONCORD_TOKEN: token }, clock: () => 0 },
      interrupted: new AbortController().signal,
    });
    expect([code, said.join('')]).toEqual([0, expect.stringContaining('decided again: the same')]);
    expect(said.join('')).toContain(`would not show today: note-${known.note}`);
    expect(said.join('')).toMatch(/made void at 2026-06-30T[\d:.]+Z \(permission-gone\)/);
  });
});
