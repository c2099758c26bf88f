/**
 * No line of any hub's log tells what was told to the hub.
 *
 * Agents keep in mind what stands in the personal fields of every body that they send (`tellBody`); a suite that tells
 * something in another way says so itself (`tell`). Every hub of a suite, in its process or one of its own, is listened to,
 * and whoever stops it fails when a line told any of it: as it is, in another case, without blanks, and as hexadecimal,
 * base 64, UTF-16, percent-encoded or hashed without a key.
 */
export { overheard, type Overheard } from './overheard.js';
export { startOverheard, type OverheardHub } from './start-hub.js';
export { tell, tellBody, toldIn } from './told.js';
