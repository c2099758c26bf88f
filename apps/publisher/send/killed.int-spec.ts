import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { consented, withdrawn } from '@hub/facts/testing';
import { whyNoKafka, withKafka } from '@hub/kafka/testing';
import { toldBy } from '@hub/partner-feed';
import { topicOf, type PartnerMessage } from '@hub/partner-messages';
import { logMigrations, migrate, postgresEventStore } from '@hub/postgres';
import { runFolder, withPostgres } from '@hub/postgres/testing';
import { describeUnless } from '../../../test/machine.js';
import { eachOnce, many, someSchool } from '../testing/a-school.js';
import { agenciesFor, aChild } from '../testing/partnership.js';
import { publishing, recording } from '../testing/publishing.js';
import { until } from '../testing/until.js';

const POINTS = process.env['CONCORD_SOAK'] === '1' ? 60 : 3;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

describeUnless(await whyNoKafka(), 'sending that is killed', () => {
  const kafka = withKafka();
  const database = withPostgres();

  it(
    `puts each message into the topic in its place, killed at ${POINTS} points`,
    async () => {
      await migrate(database().owner, logMigrations);
      const { appUrl } = database();
      const clock = (): Date => new Date();
      const store = postgresEventStore({ connectionString: appUrl, now: () => clock().toISOString() });
      const school = someSchool();
      const options = { store, kafka: { brokers: kafka().brokers, clientId: 'test' }, clock };
      const { kafka: topics, partner, sending, lines } = publishing(options);
      const { subscribed, release, feed } = partner(school);
      const record = recording(store);
      await record([...agenciesFor(school), ...aChild(school, 1), ...aChild(school, 2)]);
      await subscribed();
      const folder = runFolder('sending');
      const loader = here('../../../libs/postgres/testing/load-typescript.mjs');
      const args = [appUrl, kafka().brokers.join(','), join(folder, 'places.json')];

      let consent = 'k1';
      for (let point = 1; point <= POINTS; point += 1) {
        // A backlog, and more while it is sent: so that it is killed under way.
        for (let n = 0; n < 6; n += 1) await release(...many(25));
        const child = spawn(process.execPath, ['--import', loader, here('../testing/sender-process.ts'), ...args], {
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        const closed = once(child, 'close');
        await once(child.stdout, 'data');
        const killed = sleep(Math.random() * 1_200).then(() => child.kill('SIGKILL'));
        await record([withdrawn('c1', consent)]);
        for (let n = 0; n < 5; n += 1) await release({ person: 'c2', items: ['note-n2'] });
        await killed;
        await closed;
        consent = `k1-${point}`;
        await record([consented(consent, 'c1', 'm1', { effectiveAt: clock().toISOString() })]);
      }

      await sending.start();
      await until(
        async () => (await sending.going()).get(school)?.lag === 0,
        async () => [...(await sending.going()), lines],
      );
      const found = (await topics.sender().lastOf(topicOf(school), 100_000)).map(
        ({ value }) => JSON.parse(value) as PartnerMessage,
      );
      expect(eachOnce(found)).toEqual(toldBy(await feed()));
      await sending.stop();
      await topics.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
    60_000 + POINTS * 15_000,
  );
});
