/** The body of a fact that needs no words: its address says it all. */
export class Nothing {}
