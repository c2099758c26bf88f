import { ApiSchema } from '@nestjs/swagger';

/** The body of a fact that needs no words: its address says it all. */
@ApiSchema({ name: 'Nothing' })
export class Nothing {}
