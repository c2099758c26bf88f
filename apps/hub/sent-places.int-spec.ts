import type { Pools } from '@hub/postgres';
import { withPostgres } from '@hub/postgres/testing';
import { sentPlaces } from './sent-places.js';

const database = withPostgres();

describe('how far each partner was sent', () => {
  it('is known again as soon as the database is, also of a partner that was first asked about while it was away', async () => {
    let isAway = false;
    const away = <P extends object>(pool: P): P =>
      new Proxy(pool, {
        get: (target, name) => {
          if (isAway) throw new Error('no connection');
          const found: unknown = Reflect.get(target, name);
          return typeof found === 'function' ? (found.bind(target) as unknown) : found;
        },
      });
    const { owner, app, close } = database();
    const pools: Pools = { owner: away(owner), app: away(app), close };
    const places = await sentPlaces(pools);
    isAway = true;
    await expect(places.load('school')).rejects.toThrow('no connection');
    isAway = false;
    expect(await places.load('school')).toBeUndefined();
    await places.save('school', { sequence: 7, revision: 3 });
    expect(await (await sentPlaces(pools)).load('school')).toEqual({ sequence: 7, revision: 3 });
    expect(await places.load('police')).toBeUndefined();
  });
});
