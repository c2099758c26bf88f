import { withHub } from './hub.js';

const hub = withHub();

describe('the type of a problem', () => {
  it('leads to a page, without a token', async () => {
    const { type, title } = await hub().as('nobody', 'none').get('/people/1/view').refused(401);
    const page = await fetch(new URL(type, hub().url));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(await page.text()).toContain(title);
  });

  it('stands in a list of all of them', async () => {
    const list = await (await fetch(new URL('/problems', hub().url))).text();
    for (const code of ['request/not-found', 'agreement/not-a-party', 'people/nhs-number-not-valid'])
      expect(list).toContain(`href="/problems/${code}"`);
  });

  it.each(['/problems/nobody/knows', '/problems/agency/unknown', '/problems/__proto__/x', '/problems/request'])(
    'is a 404 where there is none: %s',
    async (path) => {
      const answer = await fetch(new URL(path, hub().url));
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'request/not-found' });
    },
  );
});
