import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { connectionPool, migrate, transaction } from './index.js';
import { withPostgres } from './testing/index.js';

describe('a database of the hub', () => {
  const database = withPostgres();

  it('has an owner and an app role that owns nothing and keeps to row-level security', async () => {
    const { rows } = await database().app.query(
      'select current_user::text as name, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ name: 'concord_app', rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
    await expect(database().app.query('create table t ()')).rejects.toThrow('permission denied');
    await expect(database().app.query('create schema s')).rejects.toThrow('permission denied');
  });

  it('orders text by code point, and knows the letter cases of Welsh', async () => {
    const { rows } = await database().app.query(`select 'a' > 'B' as bytes, lower('Ŵ') as lower, upper('ŷ') as upper`);
    expect(rows).toEqual([{ bytes: true, lower: 'ŵ', upper: 'Ŷ' }]);
  });

  it('commits durably and gives statements a time limit', async () => {
    const { rows } = await database().app.query(
      `select current_setting('synchronous_commit') as sync, current_setting('statement_timeout') as patience`,
    );
    expect(rows).toEqual([{ sync: 'on', patience: '10s' }]);
  });

  it('applies a migration once, also when two hubs start together, and refuses one that was changed', async () => {
    const migrations = [
      { name: 'test/0001', sql: 'create table notes (id int)' },
      { name: 'test/0002', sql: 'insert into notes values (1)' },
    ];
    const applied = await Promise.all([1, 2].map(() => migrate(database().owner, migrations)));
    expect(applied.flat().sort()).toEqual(['test/0001', 'test/0002']);
    expect((await database().owner.query('select * from notes')).rows).toEqual([{ id: 1 }]);
    await expect(migrate(database().owner, [{ name: 'test/0002', sql: 'select 1' }])).rejects.toThrow('another text');
  });

  it('rolls a transaction back when its work fails, and the connection is usable again', async () => {
    const failing = transaction(database().owner, async (client) => {
      await client.query('create table half_done ()');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await database().owner.query(`select to_regclass('half_done') as found`)).rows).toEqual([{ found: null }]);
  });

  it.each([false, true])(
    'takes statements of the owner at once, and keeps nothing of a transaction of which one is refused (in one piece: %s)',
    async (inOnePiece) => {
      await database().owner.query('create table counted (n int primary key)');
      const insert = (...numbers: readonly number[]) =>
        transaction(
          database().owner,
          (client) =>
            Promise.all(
              numbers.map((n) => client.query({ name: 'count', text: 'insert into counted values ($1)', values: [n] })),
            ),
          { inOnePiece },
        );
      await expect(insert(1, 1, 2)).rejects.toMatchObject({ code: '23505' });
      await insert(3, 4);
      const work = (): Promise<void> => {
        throw new Error('no');
      };
      await expect(transaction(database().owner, work, { inOnePiece })).rejects.toThrow('no');
      await insert(5);
      const { rows } = await database().owner.query('select n from counted order by n');
      expect(rows).toEqual([{ n: 3 }, { n: 4 }, { n: 5 }]);
      await database().owner.query('drop table counted');
    },
  );

  it('fails the next statement when a connection is lost between two, and ends nothing else', async () => {
    const losing = transaction(database().app, async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      await database().app.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      await client.query('select 1');
    });
    await expect(losing).rejects.toMatchObject({ code: '08006' });
    expect((await database().app.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('says of a connection that ends under a statement that it was lost', async () => {
    const server = createServer((socket) => {
      const { hostname, port } = new URL(database().appUrl);
      const behind = connect(Number(port), hostname);
      socket.on('error', () => undefined).pipe(behind);
      behind.on('error', () => undefined).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(database().appUrl);
    url.port = String((server.address() as AddressInfo).port);
    const pool = connectionPool(url.href, { max: 1 });
    const sockets: Socket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    const asking = pool.query('select pg_sleep(30)').catch((error: unknown) => error);
    const isUnderWay = `select from pg_stat_activity where state = 'active' and query = 'select pg_sleep(30)'`;
    while ((await database().app.query(isUnderWay)).rowCount === 0);
    for (const socket of sockets) socket.end();
    expect(await asking).toMatchObject({ message: 'Connection terminated unexpectedly', code: '08006' });
    await pool.end();
    server.close();
  });
});
