import { DATA_SCHEMAS, exampleOf, type MessageType } from '@hub/partner-messages';
import { withHub } from './hub.js';

const hub = withHub();

describe('the schemas that messages name', () => {
  it.each(Object.entries(DATA_SCHEMAS))('%s is there for anybody, for ever', async (type, schema) => {
    const message = exampleOf(type as MessageType);
    const { pathname } = new URL('dataschema' in message ? message.dataschema : '');
    const answer = await fetch(`${hub().url}${pathname}`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/schema\+json/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await answer.json()).toEqual(schema);
  });

  it('are those alone', async () => {
    expect((await fetch(`${hub().url}/schemas/nothing.v1.json`)).status).toBe(404);
  });
});
