import type { PersonId } from '@hub/sharing';

/** All records of a person, as of now, given by any one of them: whoever is told of one may name another's by it. */
export type RecordsOf = (person: PersonId) => Promise<readonly PersonId[]>;
