// Asks an EventStoreDB, or its double, what it does, through the client; prints the answers as JSON, by question.
import { appends } from './appends.js';
import { Asking, type Questions } from './asking.js';
import { reads } from './reads.js';
import { ofTheClient, removals } from './removals.js';
import { repeats } from './repeats.js';
import { subscriptions } from './subscriptions.js';

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('which server? give its connection string');

const inOrder = async (questions: Questions): Promise<Readonly<Record<string, unknown>>> => {
  const answers: Record<string, unknown> = {};
  for (const [question, ask] of Object.entries(questions)) answers[question] = await ask();
  return answers;
};

const ask = new Asking(url);
// The last waits for an answer that never comes: the others are asked meanwhile.
const answers = await Promise.all([
  inOrder({ ...appends(ask), ...repeats(ask), ...reads(ask), ...subscriptions(ask), ...removals(ask) }),
  inOrder(ofTheClient(new Asking(url))),
]);
console.log(JSON.stringify(Object.assign({}, ...answers)));
// What never settles was asked as well, and clients keep their connections: it would not end by itself.
process.exit(0);
