import type { Instant } from '@hub/sharing';
import type { TestHub } from '../e2e/hub.js';
import { ALWAYS } from '../scenarios/partnership.js';
import { NOW } from '../scenarios/world.js';
import { inParallel } from './in-parallel.js';
import { recordConsents, recordNotes, recordOverride } from './record-notes.js';
import { recordInvolvements, recordPeople, recordProtections, recordResponsibilities } from './record-people.js';
import { partnershipsOf, recordRegister, recordSuspensions } from './record-register.js';
import { recorderOf, type Recorder } from './recorder.js';
import { KEEPER, worldOfRow, type Row } from './row.js';

/** Something that is recorded at this instant. */
interface Step {
  readonly at: Instant;
  record(): Promise<void>;
}

/** A row's records. What HTTP lets be told afterwards is told now, each with the instant at which it took effect. */
const stepsOf = (recorder: Recorder): readonly Step[] => {
  const { row } = recorder;
  return [
    { at: row.registeredAt, record: () => recordPeople(recorder) },
    ...worldOfRow(row).overrides.map((override) => ({
      at: override.openedAt,
      record: () => recordOverride(recorder, override),
    })),
    { at: NOW, record: () => recordInvolvements(recorder) },
    { at: NOW, record: () => recordResponsibilities(recorder) },
    { at: NOW, record: () => recordConsents(recorder) },
    ...(row.withNotes ? [{ at: NOW, record: () => recordNotes(recorder) }] : []),
    { at: NOW, record: () => recordProtections(recorder) },
  ];
};

/**
 * Records the worlds of all rows in one hub over HTTP, moving its clock from long ago to the instant at which the rows
 * ask. Nothing of one row's reaches another: each has people, and agreements, of its own.
 */
export const recordWorlds = async (hub: TestHub, rows: readonly Row[]): Promise<ReadonlyMap<string, Recorder>> => {
  const partnerships = partnershipsOf(rows);
  hub.clock.set(ALWAYS.from);
  await hub.enrol(KEEPER, { roles: { recorder: {} } });
  for (const partnership of partnerships) await recordRegister(hub, partnership);

  const recorders = partnerships.flatMap((its) => its.rows.map((row) => recorderOf(hub, its, row)));
  const steps = recorders.map(stepsOf);
  for (const at of [...new Set(steps.flat().map((step) => step.at))].sort()) {
    hub.clock.set(at);
    await inParallel(steps, async (its) => {
      for (const step of its) if (step.at === at) await step.record();
    });
  }
  for (const partnership of partnerships) await recordSuspensions(hub, partnership);
  if (!(await hub.waitFor(await hub.store.head(), 60_000))) throw new Error('the views do not catch up');
  return new Map(recorders.map((recorder) => [recorder.row.scenario.id, recorder]));
};
