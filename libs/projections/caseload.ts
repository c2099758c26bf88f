import { involvedFor } from '@hub/people';
import { put, set } from './change.js';
import { projection } from './projection.js';
import type { Table } from './table.js';

/** One row for each worker; `worker` is blank where the agency as a whole is involved. */
export const agencyCaseload: Table = {
  name: 'agency_caseload',
  columns: {
    agency_id: 'text',
    person_id: 'text',
    involvement_id: 'text',
    worker: 'text',
    since: 'text',
    until: 'text',
  },
  key: ['agency_id', 'person_id', 'involvement_id', 'worker'],
  indexes: [['agency_id', 'worker', 'person_id']],
};

/** Whom each agency, and each of its workers, is recorded as working with. */
export const caseload = projection({
  name: 'caseload',
  version: 1,
  tables: [agencyCaseload],
  folds: {
    InvolvementRecorded: (event) => {
      const { personId, agencyId, involvementId, workers } = event.data;
      const { from, until } = involvedFor(event);
      return (workers.length > 0 ? [...new Set(workers)] : ['']).map((worker) =>
        put(agencyCaseload, {
          agency_id: agencyId,
          person_id: personId,
          involvement_id: involvementId,
          worker,
          since: from,
          until: until ?? null,
        }),
      );
    },
    InvolvementEnded: ({ data: { personId, agencyId, involvementId, until } }) => [
      set(agencyCaseload, { until }, { involvement_id: involvementId, person_id: personId, agency_id: agencyId }),
    ],
  },
});
