import { withHub, type Agent } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });
const practitioner = (): Agent => hub().as('school', 'dsl');
const purpose = 'early-help';
let child = '';

beforeAll(async () => {
  for (const id of ['school', 'health']) await hub().enrol(id, { roles: { dsl: {} } });
  const named = { name: { given: 'Ada', family: 'Example' }, dateOfBirth: '2019-02-03' };
  child = (await practitioner().post('/people', named).created()).id;
});

describe('an answer that the caller has already', () => {
  const read = (headers = {}) => practitioner().get(`/people/${child}/view`, { purpose, headers });
  const tagOf = async (): Promise<string> => (await read()).headers.get('etag') ?? '';

  it('has no body, and is decided and recorded all the same', async () => {
    const etag = await tagOf();
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const before = await hub().store.head();
    const again = await read({ 'if-none-match': `"another", ${etag}` });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(again.headers.get('etag')).toBe(etag);
    const since = await hub().store.page(before, 10);
    expect(since.map(({ type }) => type)).toEqual(['DisclosureMade']);
  });

  it('may be a page of more', async () => {
    const page = (headers = {}) =>
      practitioner().get(`/people/${child}/view`, { purpose, headers, query: { limit: 1 } });
    const { headers, body } = await page();
    expect(body.page.next).toEqual(expect.any(String));
    expect((await page({ 'if-none-match': headers.get('etag')! })).status).toBe(304);
  });

  it('is given again once it says something else', async () => {
    const etag = await tagOf();
    await practitioner()
      .post('/case-notes', {
        category: 'attendance',
        labels: [],
        passages: [{ text: 'Late again.', subjects: [child], thirdParties: [] }],
      })
      .created();
    const after = await read({ 'if-none-match': etag });
    expect(after.status).toBe(200);
    expect(after.headers.get('etag')).not.toBe(etag);
    expect(JSON.stringify(after.body)).toContain('Late again.');
  });

  it('stays the same whatever another agency records that the caller may not see', async () => {
    const etag = await tagOf();
    const involvement = { workers: [], service: 'health-visiting', from: '2026-06-01T00:00:00.000Z' };
    await hub().as('health', 'dsl').post(`/people/${child}/involvements`, involvement).created();
    expect((await read({ 'if-none-match': etag })).status).toBe(304);
  });

  it('is nobody’s whom the caller may not know: no tag, and the same 404 with one', async () => {
    const stranger = (headers: Record<string, string>) =>
      hub().as('health', 'dsl').get(`/people/00000000-0000-4000-8000-000000000001/view`, { purpose, headers });
    for (const headers of [{}, { 'if-none-match': await tagOf() }]) {
      const answer = await stranger(headers);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('etag')).toBeNull();
    }
  });
});
