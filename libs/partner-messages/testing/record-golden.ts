import { recordGolden } from './golden.js';

/** `npm run golden 1.1`: keeps what partners are sent from now on as minor version 1.1. */
recordGolden(process.argv[2] ?? '');
