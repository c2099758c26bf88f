import type { AgencyId } from '@hub/sharing';
import type { Agent, TestHub } from '../e2e/hub.js';
import { names, type Names } from './names.js';
import type { Partnership } from './record-register.js';
import { agenciesIn, KEEPER, type Row } from './row.js';

/** Whoever records one row's world, and how things are called in it. */
export interface Recorder {
  readonly row: Row;
  readonly names: Names;
  readonly agency: (id: AgencyId) => AgencyId;
  /** Somebody of an agency that is registered for this row. */
  readonly acts: (id: AgencyId, worker?: string) => Agent | undefined;
  readonly registrar: Agent;
  readonly keeper: AgencyId;
}

export const recorderOf = (hub: TestHub, { agency, roleIn, names: shared }: Partnership, row: Row): Recorder => {
  const registered = new Set([...agenciesIn(row), KEEPER]);
  const acts = (id: AgencyId, worker = `${id}-recorder`) =>
    registered.has(id) ? hub.as(agency(id), roleIn(id), worker) : undefined;
  return { row, names: names(shared), agency, acts, registrar: acts(row.registrar)!, keeper: KEEPER };
};
