#!/usr/bin/env node
import { runCli } from './cli.js';
import { EXIT } from './outcome.js';

const interruption = new AbortController();

process.on('SIGINT', () => {
  // Ends here, and not when all is done: whoever asks twice does not wait for what is under way.
  if (interruption.signal.aborted) process.exit(EXIT.interrupted);
  process.stderr.write('\nconcord: finishing what is under way; once more to leave it\n');
  interruption.abort();
});

process.exitCode = await runCli(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  environment: process.env,
  clock: () => Date.now(),
  interrupted: interruption.signal,
});
