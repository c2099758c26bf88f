import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Answered } from '@hub/door';
import { connectionPool } from '@hub/postgres';
import { AskView, ViewHandler } from '../apps/api/views/views.handler.js';
import { asking, FAMILY, hubWithAFamily, type Hub } from './a-family.js';
import { timeDecisions } from './decisions.js';
import { FULL, interleaved, medianTime, say, type Measure, type Row } from './row.js';

const ITEMS = 200;
const VIEWS = FULL ? 200 : 50;

/** Asks as the API's controller does, and is answered 200 items. */
export const viewer = ({ parts }: Hub) => {
  const handler = new ViewHandler(parts.familyView);
  return async (): Promise<Answered<unknown>> => {
    const ask = { id: randomUUID(), asking };
    const answer = await handler.execute(new AskView({ kind: 'family-view', familyId: FAMILY }, ask));
    if (!answer.found || answer.items.length !== ITEMS) throw new Error(`the view does not show ${ITEMS} items`);
    return answer;
  };
};

/** The median time of a view, of a hub that has come to rest before each. */
export const viewTime = (hub: Hub): Measure => {
  const view = viewer(hub);
  return () => medianTime(VIEWS, view, () => hub.settled());
};

const BARE = `
  create schema bare;
  create table bare.events (like log.events including all);
  create table bare.content as select * from read.item_content;
  create unique index on bare.content (passage, revision);
  analyze`;

/** The same rows by bare SQL from a table without a policy, and one durable insert of a row as large as the disclosure. */
const bareView = async (hub: Hub) => {
  const { database } = hub;
  const { items, disclosureId } = await viewer(hub)();
  await database.owner.query(BARE);
  const pool = connectionPool(database.ownerUrl, { max: 1 });
  const { rows: passages } = await pool.query<{ passage: string }>(
    'select passage from bare.content where item_id = any($1)',
    [items.map(({ id }) => id)],
  );
  const { rows: recorded } = await pool.query<{ data: Buffer; metadata: Buffer }>(
    'select data, metadata from log.events where stream = $1',
    [`disclosure-${disclosureId}`],
  );
  const { data, metadata } = recorded[0]!;
  const [text, insert] = [
    'select passage, content from bare.content where passage = any($1)',
    'insert into bare.events values ($1, $2, $3, $4, $5, $6, $7, $8)',
  ];
  const ids = passages.map(({ passage }) => passage);
  say(`  a disclosure of ${ids.length} passages is an event of ${data.length} bytes`);
  let position = 0;
  const view = async (): Promise<void> => {
    position += 1;
    const { rows } = await pool.query({ name: 'bare-content', text, values: [ids] });
    if (rows.length !== ids.length) throw new Error('rows are missing');
    const row = [position, `disclosure-${randomUUID()}`, 0, randomUUID(), 'DisclosureMade', data, metadata, new Date()];
    await pool.query({ name: 'bare-insert', text: insert, values: row });
  };
  return { measure: () => medianTime(VIEWS, view, () => hub.settled()), close: () => pool.end() };
};

const decisionTime: Measure = () => Promise.resolve(timeDecisions(ITEMS, { rounds: 3, calls: 20, warmUp: 30 }));

/** What a family view of 200 items costs, and what of it the decision does. */
export const familyViewBenchmark = async (): Promise<Row[]> => {
  const hub = await hubWithAFamily({ notes: ITEMS });
  const bare = await bareView(hub);
  const view = viewTime(hub);
  const ofView = await interleaved('family view, ms', view, bare.measure);
  // Views have been asked for hundreds of times by now; what they are compared with has to be as warm.
  timeDecisions(ITEMS, { rounds: 1, calls: 1, warmUp: 600 });
  const ofDecision = await interleaved('decisions of a view, ms', decisionTime, view);
  await bare.close();
  await hub.close();
  return [
    {
      what: 'decisions for a view of 200 items, every fact new at each call',
      baseline: 'the whole view',
      ratio: ofDecision,
      atLeast: 0.1,
      aimFor: 0.03,
      better: 'lower',
      share: true,
    },
    {
      what: 'family view of 200 items at the query handler, p50',
      baseline: 'the same rows by bare SQL, and one bare INSERT as large as the disclosure',
      ratio: ofView,
      atLeast: 2,
      aimFor: 1.5,
      better: 'lower',
    },
  ];
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await familyViewBenchmark(), null, 2));
