import { setTimeout as sleep } from 'node:timers/promises';
import { whyNoOwnKafka, withOwnKafka } from '@hub/kafka/testing';
import { describeUnless } from '../../../test/machine.js';
import { aSchool, eachOnce, isMessage, many } from '../testing/a-school.js';
import { until } from '../testing/until.js';

const PACE = { first: 20, most: 500 };

describeUnless(whyNoOwnKafka(), 'sending to a Kafka that fails', () => {
  const kafka = withOwnKafka();
  const schools: { stop(): Promise<unknown> }[] = [];
  const open = async (brokers: readonly string[], deadline = 2_000) => {
    const school = await aSchool({ brokers, deadline }, { change: (parts) => ({ ...parts, pace: PACE }) });
    schools.push(school);
    return school;
  };
  afterEach(() => Promise.all(schools.splice(0).map((one) => one.stop())));

  it('loses nothing, and nothing is seen twice, when answers to what it sent are lost', async () => {
    const { sending, release, read, told, allSent } = await open(kafka().proxied);
    const { proxy } = kafka();
    await sending.start();
    await release(...many(10));
    await allSent();
    const lost = proxy.lost();
    for (const answers of [1, 2]) {
      proxy.loseAnswers(answers);
      await release(...many(60));
      await release(...many(60));
      await allSent();
    }
    expect(proxy.lost() - lost).toBe(3);
    expect(eachOnce(await read())).toEqual(await told());
  });

  it('loses nothing when the broker is killed under way, and sends in order what has come meanwhile', async () => {
    const { sending, release, read, told, allSent } = await open(kafka().brokers);
    await sending.start();
    const releasing = (async () => {
      for (let round = 0; round < 15; round += 1) {
        await release(...many(10));
        await sleep(20);
      }
    })();
    await sleep(200);
    await kafka().kill();
    await releasing;
    await until(
      async () => !(await sending.health()).up,
      () => sending.health(),
    );
    const { lag } = await sending.health();
    expect(lag).toBeGreaterThan(0);
    await release(...many(50));
    expect((await sending.health())['lag']).toBe(Number(lag) + 50);
    await kafka().start();
    await allSent();
    expect(eachOnce(await read())).toEqual(await told());
    expect((await read()).filter(isMessage)).toHaveLength((await told()).length);
  });

  it('stops while the broker is away, and what was released is sent by the next', async () => {
    const { sending, release, read, told, allSent, publisher, school } = await open(kafka().brokers);
    await sending.start();
    await release(...many(30));
    await allSent();
    await kafka().kill();
    await release(...many(30));
    await until(
      async () => (await sending.going()).get(school)?.because !== undefined,
      () => sending.going(),
    );
    await sending.stop();
    await kafka().start();
    const next = publisher().sending;
    await next.start();
    await allSent(next);
    expect(eachOnce(await read())).toEqual(await told());
  });
});
