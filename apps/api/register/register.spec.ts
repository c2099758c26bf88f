import { randomUUID } from 'node:crypto';
import type { AgencyCommand } from '@hub/agencies';
import type { AgreementCommand, Terms } from '@hub/agreements';
import type { Context, Event, EventStore } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { AgencyHandler, HandleAgency } from '../agencies/agencies.handler.js';
import { AgreementHandler, HandleAgreement } from '../agreements/agreements.handler.js';
import { currentRegister } from './register.js';
import { AskRegister, RegisterHandler } from './register.queries.js';

const now = '2026-06-30T09:12:00.000Z';
const by = 'school';
const terms: Terms = {
  title: 'Early help',
  kind: 'sharing',
  parties: ['school', 'health'],
  startsOn: now,
  clauses: {},
  flows: [],
};

const context = (expected?: number): Context => ({
  claim: { agency: by, commandId: randomUUID(), requestMac: 'mac' },
  metadata: { agency: by, actor: 'worker-1', correlationId: 'c' },
  ...(expected !== undefined && { expected }),
});

/** Handlers on a log that counts the events that are read of it. */
const openRegister = () => {
  const log = inMemoryEventStore({ now: () => now });
  let read = 0;
  const store: EventStore = {
    ...log,
    read: async <E extends Event>(stream: string, range?: { readonly from?: number; readonly to?: number }) => {
      const events = await log.read<E>(stream, range);
      read += events.length;
      return events;
    },
  };
  const register = currentRegister(store);
  const [agencies, agreements] = [new AgencyHandler(store, register), new AgreementHandler(store, register)];
  const queries = new RegisterHandler(register);
  const onAgreement = (command: AgreementCommand, around = context()) =>
    agreements.execute(new HandleAgreement(command, around));
  return {
    onAgreement,
    onAgency: (command: AgencyCommand) => agencies.execute(new HandleAgency(command, context())),
    ask: () => queries.execute(new AskRegister()),
    draft: async (agreementId: string = randomUUID()) => {
      await onAgreement({ type: 'DraftAgreement', data: { agreementId, terms, by } });
      return agreementId;
    },
    /** How many events are read for a piece of work. */
    readFor: async (work: () => Promise<unknown>): Promise<number> => {
      const before = read;
      await work();
      return read - before;
    },
  };
};

const amend = (agreementId: string): AgreementCommand => ({
  type: 'AmendAgreement',
  data: { agreementId, terms, by, now },
});
const propose = (agreementId: string, version = 1): AgreementCommand => ({
  type: 'ProposeAgreement',
  data: { agreementId, version, by, now },
});

describe('the register', () => {
  it('is read no further back for a command when it holds many agreements than when it holds few', async () => {
    const { onAgreement, onAgency, ask, draft, readFor } = openRegister();
    const work = async (): Promise<readonly number[]> => [
      await readFor(() => draft()),
      await readFor(() => onAgreement(propose(id))),
      await readFor(() => onAgreement(amend(id))),
      await readFor(() => onAgency({ type: 'RegisterAgency', data: agencyData() })),
      await readFor(ask),
    ];
    let agencies = 0;
    const agencyData = () => {
      agencies += 1;
      return {
        agencyId: `a-${String(agencies)}`,
        name: `A ${String(agencies)}`,
        sector: 'council',
        powers: [],
      } as const;
    };
    let id = await draft();
    const few = await work();
    for (let count = 0; count < 200; count += 1) await draft();
    id = await draft();
    expect(await work()).toEqual(few);
    expect(Math.max(...few)).toBeLessThanOrEqual(2);
  });
});

describe('the revision that a command on an agreement answers with', () => {
  it('is the agreement’s own, whatever is recorded of others', async () => {
    const { onAgreement, draft } = openRegister();
    const [one, other] = [await draft(), await draft()];
    expect(await onAgreement(amend(one), context(0))).toMatchObject({ revision: 1 });
    expect(await onAgreement(amend(other), context(0))).toMatchObject({ revision: 1 });
    await expect(onAgreement(amend(one), context(0))).rejects.toMatchObject({ code: 'revision-conflict' });
  });

  it('is the same for a repeat, also of what changed nothing and after later changes', async () => {
    const { onAgreement, draft } = openRegister();
    const id = await draft();
    const [recorded, nothing] = [context(), context()];
    const first = await onAgreement(propose(id), recorded);
    const second = await onAgreement(propose(id), nothing);
    expect([first.revision, second.revision, second.events]).toEqual([1, 1, []]);
    await onAgreement(amend(id));
    expect(await onAgreement(propose(id), recorded)).toEqual({ ...first, replayed: true });
    expect(await onAgreement(propose(id), nothing)).toEqual({ ...second, replayed: true });
  });
});
