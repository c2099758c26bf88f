import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { wireForm } from '@hub/partner-messages';
import { withHub } from './hub.js';
import { consentThenNote, subscribedSchool } from './subscribed-school.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const known: Record<string, string> = {};

const messages = async (): Promise<readonly ReleasedMessage[]> =>
  (await hub().store.read<FeedEvent>(feedStream('school'))).flatMap((event) =>
    event.type === 'MessagesReleased' ? event.data.messages : [],
  );

const types = async (): Promise<readonly string[]> =>
  (await messages()).map(({ message }) => message.type.replace(/^org\.concord\.|\.v1$/g, ''));

/** What is told of something, once it has come into the feed. */
const released = async (type: string): Promise<ReleasedMessage> => {
  await hub().happened('MessagesReleased', ({ data }) =>
    (data as { messages: readonly ReleasedMessage[] }).messages.some(({ message }) => message.type.includes(type)),
  );
  return (await messages()).find(({ message }) => message.type.includes(type))!;
};

beforeAll(async () => void Object.assign(known, await subscribedSchool(hub, 'pull')));

describe('what partners are told', () => {
  it('is a note that health has recorded, by a reference, a category and a link', async () => {
    Object.assign(known, await consentThenNote(hub, { child: known['child']!, mother: known['mother']! }));
    const { message, about } = await released('note.shared');
    expect(message).toMatchObject({
      source: '/northshire/concord',
      subject: expect.stringMatching(/^person\/[\w-]{43}$/),
      purpose: 'early-help',
      flow: 1,
      dataref: `/v1/feed/messages/${message.id}/content`,
      data: { category: 'health-visit', validfrom: '2026-06-29T09:00:00.000Z' },
    });
    expect(about).toMatchObject({ person: known['child'], subscriptionId: known['subscription'] });
    const wire = wireForm(message);
    for (const told of [...Object.values(known), 'Walks', 'Ada', 'Example']) {
      if (told !== known['subscription']) expect(wire).not.toContain(told);
    }
  });

  it('is that access has gone when the mother withdraws her consent', async () => {
    await hub()
      .as('health', 'visitor')
      .post(`/consents/${known['consent']}/withdrawals`, { subject: known['child'] })
      .created();
    const { message } = await released('access.withdrawn');
    expect(message).not.toHaveProperty('dataref');
    expect(await types()).toEqual([
      'consent.granted',
      'access.granted',
      'note.shared',
      'consent.withdrawn',
      'access.withdrawn',
    ]);
  });

  it('is in the trail of whoever was told, and of whoever it came from', async () => {
    expect(await hub().waitFor(await hub().store.head())).toBe(true);
    const filter = { subject: known['child'], kind: 'message' };
    const ask = async (agency: string) =>
      (await hub().as(agency, 'ig').post('/disclosures:search', filter).expect(200)).items as object[];
    const shared = {
      kind: 'message',
      agency: 'school',
      items: [expect.objectContaining({ item: `note-${known['note']}` })],
    };
    expect(await ask('school')).toContainEqual(expect.objectContaining({ ...shared, subjects: [known['child']] }));
    expect(await ask('health')).toContainEqual(expect.objectContaining({ ...shared, subjects: [] }));
  });

  it('is followed by a process that says how it is', async () => {
    const { parts } = (await (await fetch(`${hub().url}/health`)).json()) as { parts: Record<string, object> };
    expect(parts['release']).toEqual({ up: true });
  });
});
