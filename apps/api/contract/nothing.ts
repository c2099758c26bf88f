/** The body of a fact that needs no words: its address says it all. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a body is described by a class
export class Nothing {}
