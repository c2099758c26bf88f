import type { Command } from 'commander';
import type { Does, Task } from '../session.js';

/** Loaded when asked for: other commands need neither the database nor the shell. */
const doctor: Task<object> = async (...given) => (await import('./doctor.js')).doctor(...given);
const rebuild: Task<{ readonly projection?: string }> = async (...given) =>
  (await import('./views.js')).rebuild(...given);
const verify: Task<{ readonly projection?: string }> = async (...given) =>
  (await import('./views.js')).verify(...given);

const planTopics: Task<object> = async (...given) => (await import('./topics.js')).planTopics(...given);
const applyTopics: Task<object> = async (...given) => (await import('./topics.js')).applyTopics(...given);

/** What an operator does on the hub's own machine, with the hub's own environment. */
export const addOperations = (program: Command, does: Does): void => {
  program.command('doctor').description('look at everything the hub needs, and change nothing').action(does(doctor));
  const [rebuilding, verifying] = [does(rebuild), does(verify)];
  program
    .command('rebuild <projection>')
    .description('make a view anew from the log beside the live one, and swap')
    .action((projection: string) => rebuilding({ projection }));
  program
    .command('verify [projection]')
    .description('compare views with what the log makes of them')
    .action((projection?: string) => verifying(projection === undefined ? {} : { projection }));
  const topics = program
    .command('partner')
    .description('what concerns partners')
    .command('topics')
    .description('partners’ topics, and who reads them');
  topics.command('plan').description('show what there is to do, and do nothing').action(does(planTopics));
  topics.command('apply').description('do it, taking away first').action(does(applyTopics));
};
