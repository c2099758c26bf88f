import type { DisclosureCommand, DisclosureEvent } from '@hub/disclosures';
import type { MatchEvent, PersonEvent } from '@hub/people';
import { audit, peopleTold, recorder, recordsSought, trailReader, type Asking, type Reading } from '@hub/door';
import { aHub, familyQuestion, feedEntriesOver } from '@hub/door/testing';
import {
  aFamily,
  consented,
  HEALTH,
  involved,
  linked,
  noted,
  parentOf,
  partnership,
  POLICE,
  registered,
  SCHOOL,
} from '@hub/facts/testing';
import { flowEnds, trail, trailRow, type Trail, type TrailQuestion, type TrailRow } from './index.js';
import { trailIndexOver } from './testing/index.js';

const officerOf = (agency: string): Asking => ({
  agency,
  worker: `ig-${agency}`,
  role: 'ig-officer',
  channel: 'console',
  purpose: 'audit',
  correlationId: 'call',
});

const finding = (ports: ReturnType<typeof aHub>['ports']) => ({
  peopleTold: peopleTold(ports),
  recordsSought: recordsSought(ports),
  entries: feedEntriesOver(ports.store),
});

let questions = 0;
const asked = (agency: string, filter: TrailQuestion['filter'] = {}): TrailQuestion => ({
  id: `t${String((questions += 1))}`,
  officer: officerOf(agency),
  filter,
});

const settled = async () => {
  const hub = aHub();
  await hub.happened(...partnership(), ...aFamily(), registered('c7', POLICE));
  await hub.happened(noted('n1', { passages: [{ subjects: ['c1'], text: 'a bruise' }] }), consented('k1', 'c1', 'm1'));
  const rows = async () => {
    const ends = flowEnds();
    (await hub.everything()).forEach(ends.take);
    return (await hub.trail()).map((event) => trailRow(event, ends.of));
  };
  const admit = trailReader({ ...hub.ports, store: hub.store });
  return {
    ...hub,
    entries: hub.trail,
    rows,
    trail: trail({ ...hub.ports, index: trailIndexOver(rows), admit, ...finding(hub.ports) }),
  };
};

const kindsOf = async (from: Trail, question: TrailQuestion) =>
  (await from.page(question)).rows.map(({ kind }) => kind);

const textOf = async (lines: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const line of lines) text += line;
  return text;
};

describe('the trail', () => {
  it('shows the agency that asked all of its entry', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1', { id: 'q' }));
    const { rows } = await hub.trail.page(asked(SCHOOL, { subject: 'c1', kind: 'disclosure' }));
    expect(rows).toMatchObject([
      {
        disclosureId: 'q',
        agency: SCHOOL,
        worker: 'w-school',
        purpose: 'early-help',
        question: 'family-view',
        familyId: 'f1',
        outcome: 'partial',
        subjects: ['c1', 'm1'],
        bases: [{ article6: 'a' }],
        parties: [SCHOOL, HEALTH],
        policy: 'v1',
      },
    ]);
    expect(rows[0]?.items.find(({ item }) => item === 'note-n1')).toMatchObject({
      fields: ['passages.text'],
      flows: [{ agreement: 'early-help', version: 1, flow: 1, from: HEALTH, to: SCHOOL }],
    });
  });

  it('shows an agency what has left it, and nothing else of what was told', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1'));
    const { rows } = await hub.trail.page(asked(HEALTH, { subject: 'c1', kind: 'disclosure' }));
    expect(rows).toMatchObject([
      { agency: SCHOOL, worker: 'w-school', subjects: [], reasons: [], parties: [SCHOOL, HEALTH] },
    ]);
    expect(rows[0]).not.toHaveProperty('outcome');
    expect(rows[0]?.items.map(({ item }) => item)).toEqual(['identity-c1', 'member-f1-c1', 'note-n1']);
    expect(await kindsOf(hub.trail, asked(HEALTH, { outcome: 'partial' }))).toEqual([]);
  });

  it('shows a stranger nothing, and a denial to who was denied alone', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1'));
    await hub.door.answer(familyQuestion('x', { kind: 'person-view', about: { people: ['c7'] } }));
    expect(await kindsOf(hub.trail, asked(POLICE))).toEqual(['trail-read']);
    expect(await kindsOf(hub.trail, asked(SCHOOL))).toEqual(['trail-read', 'denial', 'disclosure']);
  });

  describe('of somebody with several records', () => {
    const linkedChild = async () => {
      const hub = await settled();
      await hub.happened(registered('c2', SCHOOL), ...linked('c1', 'c2', 'x'));
      await hub.door.answer(familyQuestion('f1', { id: 'q', about: { people: ['c2'] }, kind: 'person-view' }));
      return hub;
    };
    const undone: MatchEvent = { type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } };

    it('names to the agency that asked what it was told, and no other, also once the match is undone', async () => {
      const hub = aHub();
      const rows = async () => (await hub.trail()).map((event) => trailRow(event, () => undefined));
      const admit = trailReader({ ...hub.ports, store: hub.store });
      const reader = trail({ ...hub.ports, index: trailIndexOver(rows), admit, ...finding(hub.ports) });
      await hub.happened(
        ...partnership(),
        registered('c1', HEALTH),
        registered('c2', SCHOOL),
        registered('m1', HEALTH),
      );
      await hub.happened(...linked('c1', 'c2', 'x'), involved('c2', SCHOOL), parentOf('c1', 'm1'));
      await hub.happened(consented('k1', 'c1', 'm1'));
      const question = familyQuestion('', { about: { people: ['c2'] }, kind: 'person-view' });
      const answer = await hub.door.answer(question);
      const told = answer.found ? answer.items.map(({ id }) => id) : [];
      expect(told.filter((id) => id.startsWith('identity-'))).toHaveLength(2);
      for (const events of [[], [undone]]) {
        await hub.happened(...events);
        const lines = await textOf(reader.export(asked(SCHOOL, { kind: 'disclosure' }), 'jsonl'));
        const row = JSON.parse(lines) as TrailRow;
        expect(row).toMatchObject({ subjects: ['c2'] });
        expect(row.items.map(({ item }) => item)).toEqual(told);
        expect(lines).not.toMatch(/c1|knownAs/);
      }
    });

    it('is found by any of them by the agency that it left', async () => {
      const hub = await linkedChild();
      const { rows } = await hub.trail.page(asked(HEALTH, { subject: 'c1', kind: 'disclosure' }));
      expect(rows).toMatchObject([{ disclosureId: 'q', subjects: [] }]);
      expect(JSON.stringify(rows)).not.toContain('c2');
    });
  });

  describe('recorded by hand about somebody with several records', () => {
    /** Health, the school and the police each with the records in which they have a part. */
    const byHand = async (...more: readonly PersonEvent[]) => {
      const hub = await settled();
      await hub.happened(registered('c2', SCHOOL), ...linked('c1', 'c2', 'x'), ...more);
      const record = recorder(hub.ports);
      const entry = (id: string, agencyId: string, ...subjects: readonly string[]) => ({
        requestId: id,
        agencyId,
        worker: 'w1',
        role: 'any',
        purpose: 'early-help' as const,
        subjects,
        categories: ['injury'],
        because: { subjects, clear: 'words' },
        now: hub.now(),
      });
      const put = async (command: DisclosureCommand) =>
        record(command, { agency: 'test', worker: 'w1', correlationId: 'c' });
      const told = (id: string, from: string, to: string, ...subjects: readonly string[]) =>
        put({
          type: 'RecordManualDisclosure',
          data: {
            ...entry(id, from, ...subjects),
            recipient: { agencyId: to },
            route: 'phone',
            basis: { article6: 'e' },
            effectiveAt: hub.now(),
          },
        });
      const declines = (id: string, by: string, ...subjects: readonly string[]) =>
        put({
          type: 'DeclineDisclosure',
          data: { ...entry(id, by, ...subjects), reviewOn: '2027-01-01T00:00:00.000Z' },
        });
      const foundBy = async (agency: string, subject: string) => {
        const { rows } = await hub.trail.page(asked(agency, { subject }));
        const lines = await textOf(hub.trail.export(asked(agency, { subject }), 'jsonl'));
        const exported = lines.split('\n').flatMap((line) => (line ? [JSON.parse(line) as TrailRow] : []));
        const isByHand = ({ kind }: TrailRow): boolean => kind === 'manual' || kind === 'declined';
        const found = rows.filter(isByHand).map((row) => [row.disclosureId, ...row.subjects]);
        expect(exported.filter(isByHand).map((row) => [row.disclosureId, ...row.subjects])).toEqual(found);
        return found;
      };
      return { ...hub, told, declines, foundBy };
    };
    const undone: MatchEvent = { type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } };

    it('is found by whoever was told, by the id that its agency knows, for as long as the match stands', async () => {
      const { told, foundBy, happened } = await byHand(involved('c2', POLICE));
      await told('t', HEALTH, POLICE, 'c1');
      expect(await foundBy(POLICE, 'c2')).toEqual([['t', 'c2']]);
      expect(await foundBy(HEALTH, 'c1')).toEqual([['t', 'c1']]);
      await happened(undone);
      expect(await foundBy(POLICE, 'c2')).toEqual([]);
      expect(await foundBy(POLICE, 'c1')).toEqual([['t', 'c1']]);
    });

    it('is not found through a match that is undone meanwhile', async () => {
      const { told, happened, ports, rows, store } = await byHand(involved('c2', POLICE));
      await told('t', HEALTH, POLICE, 'c1');
      const reader = trail({
        ...ports,
        ...finding(ports),
        index: trailIndexOver(rows),
        admit: trailReader({ ...ports, store }),
        recordsSought: async (agency, person) => {
          const sought = await recordsSought(ports)(agency, person);
          await happened(undone);
          return sought;
        },
      });
      expect(await kindsOf(reader, asked(POLICE, { subject: 'c2', kind: 'manual' }))).toEqual([]);
    });

    it('is found by the id of a record that its agency does not know where it was named by that alone', async () => {
      const { told, foundBy } = await byHand(involved('c2', POLICE));
      await told('t', HEALTH, POLICE, 'c1');
      await told('u', POLICE, HEALTH, 'c2');
      expect(await foundBy(POLICE, 'c2')).toEqual([
        ['u', 'c2'],
        ['t', 'c2'],
      ]);
      expect(await foundBy(POLICE, 'c1')).toEqual([['t', 'c2']]);
      expect(await foundBy(HEALTH, 'c2')).toEqual([['u', 'c1']]);
      expect(await foundBy(HEALTH, 'c1')).toEqual([
        ['u', 'c1'],
        ['t', 'c1'],
      ]);
    });

    it('is found by any record that its agency has a part in, where it was recorded there', async () => {
      const { declines, told, foundBy } = await byHand();
      // The school has registered the one, and works with the other.
      await declines('d', SCHOOL, 'c1');
      await declines('e', SCHOOL, 'c1', 'c2');
      await told('t', SCHOOL, HEALTH, 'c1');
      for (const subject of ['c1', 'c2']) {
        const found = (await foundBy(SCHOOL, subject)).map(([id]) => id);
        expect(found).toEqual(['t', 'e', 'd']);
      }
    });

    it('says whom it is about as it was told, to an agency with a part in no record', async () => {
      const { told, foundBy } = await byHand();
      await told('t', SCHOOL, POLICE, 'm1', 'c2');
      await told('u', HEALTH, POLICE, 'm1', 'c1');
      expect(await foundBy(POLICE, 'm1')).toEqual([
        ['u', 'm1', 'c1'],
        ['t', 'm1', 'c2'],
      ]);
      expect(await foundBy(POLICE, 'c1')).toEqual([['u', 'm1', 'c1']]);
      expect(await foundBy(POLICE, 'c2')).toEqual([['t', 'm1', 'c2']]);
    });
  });

  it('does not tell whoever was not let in that two records are one person’s', async () => {
    const hub = await settled();
    await hub.happened(registered('c2', SCHOOL), ...linked('c1', 'c2', 'x'));
    const asking = { ...officerOf(POLICE), worker: 'pc-1', role: 'officer', purpose: 'early-help' } as const;
    const replaying = audit({ ...hub.ports, store: hub.store });
    for (const id of ['c1', 'c2'])
      await hub.door.answer(familyQuestion('', { id, asking, kind: 'person-view', about: { people: [id] } }));
    for (const disclosureId of ['c1', 'c2'])
      expect(
        await replaying.replay({ id: `r-${disclosureId}`, officer: officerOf(POLICE), disclosureId }),
      ).toMatchObject([{ subjects: [disclosureId] }]);
    expect((await hub.entries()).slice(0, 2).map(({ type }) => type)).toEqual(Array(2).fill('DisclosureDenied'));
    for (const subject of ['c1', 'c2'])
      for (const kind of ['denial', 'trail-read'] as const) {
        const { rows } = await hub.trail.page(asked(POLICE, { subject, kind }));
        expect([...new Set(rows.flatMap((row) => row.subjects))]).toEqual([subject]);
      }
  });

  it('does not tell who is in a family that the caller was not let in to', async () => {
    const hub = await settled();
    await hub.happened({
      type: 'InvolvementEnded',
      data: { personId: 'c1', agencyId: SCHOOL, involvementId: 'c1-school', until: '2026-05-01T00:00:00.000Z' },
    });
    await hub.door.answer(familyQuestion('f1'));
    const { rows } = await hub.trail.page(asked(SCHOOL, { kind: 'denial' }));
    expect(rows).toMatchObject([{ familyId: 'f1', subjects: [], reasons: ['NO_RELATIONSHIP'] }]);
  });

  it.each(['person-view', 'consents'] as const)('names the person whom the caller named: %s', async (question) => {
    const asOf = '2026-06-01T09:00:00.000Z';
    const [denied] = await settled().then(async (hub) => {
      await hub.door.answer(familyQuestion('x', { kind: 'person-view', about: { people: ['c7'] } }));
      return hub.entries();
    });
    if (denied?.type !== 'DisclosureDenied') throw new Error('nobody was denied');
    const row = trailRow({ ...denied, recordedAt: asOf, data: { ...denied.data, question } }, () => undefined);
    expect(row).toMatchObject({ kind: 'denial', question, subjects: ['c7'] });
  });

  it('answers what flowed under an agreement and flow, for a basis and a purpose', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1'));
    const under = async (filter: TrailQuestion['filter']) => (await hub.trail.page(asked(SCHOOL, filter))).rows.length;
    expect(await under({ agreement: 'early-help', flow: 1, basis: 'article6:a', purpose: 'early-help' })).toBe(1);
    expect(await under({ agreement: 'early-help', flow: 2 })).toBe(0);
    expect(await under({ basis: 'ca1989-s47' })).toBe(0);
  });

  it('is paged without losing or repeating an entry, while it grows', async () => {
    const hub = await settled();
    for (let count = 0; count < 5; count += 1) await hub.door.answer(familyQuestion('f1'));
    const seen: string[] = [];
    let next: Awaited<ReturnType<Trail['page']>>['next'];
    do {
      const page = await hub.trail.page(asked(SCHOOL, { kind: 'disclosure' }), next, 2);
      seen.push(...page.rows.map(({ disclosureId }) => disclosureId));
      next = page.next;
      await hub.door.answer(familyQuestion('f1'));
    } while (next);
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });
});

describe('a reading of the trail', () => {
  it('is in the trail before anything is read', async () => {
    const hub = await settled();
    const order: string[] = [];
    const admit = trailReader({ ...hub.ports, store: hub.store });
    const index = trailIndexOver(hub.rows);
    const watched = trail({
      ...hub.ports,
      ...finding(hub.ports),
      admit: async (reading: Reading) => (await admit(reading), void order.push('recorded')),
      index: { ...index, page: (...query) => (order.push('read'), index.page(...query)) },
    });
    await watched.page(asked(SCHOOL, { subject: 'c1', flow: 3 }));
    expect(order).toEqual(['recorded', 'read']);
    expect((await hub.entries()).at(-1)).toMatchObject({
      type: 'TrailRead',
      data: { question: 'trail', filter: { subject: 'c1', flow: '3' }, subjects: ['c1'] },
    });
  });

  it('is refused to other roles, and the attempt is recorded', async () => {
    const hub = await settled();
    const question = { ...asked(SCHOOL), officer: { ...officerOf(SCHOOL), role: 'pastoral-lead' } };
    await expect(hub.trail.page(question)).rejects.toMatchObject({ code: 'trail/not-information-governance' });
    await expect(textOf(hub.trail.export({ ...question, id: 'export' }, 'csv'))).rejects.toMatchObject({
      code: 'trail/not-information-governance',
    });
    expect(await hub.entries()).toMatchObject(
      Array(2).fill({ type: 'TrailRead', data: { filter: { refused: 'role' } } }),
    );
  });

  it('exports all that its agency may read', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1', { id: 'q' }));
    const csv = await textOf(hub.trail.export(asked(HEALTH), 'csv'));
    expect(csv.split('\r\n')).toHaveLength(4);
    expect(csv).toContain('early-help v1 flow 1 from health');
    const jsonl = await textOf(hub.trail.export(asked(HEALTH, { kind: 'disclosure' }), 'jsonl'));
    expect(JSON.parse(jsonl)).toMatchObject({ disclosureId: 'q', subjects: [] });
  });
});

const metadata = { agency: SCHOOL, actor: 'w1', correlationId: 'c' };
const by = { requestId: 'r', agencyId: SCHOOL, worker: 'w1', role: 'pastoral-lead', at: '2026-06-02T00:00:00.000Z' };

describe('a row', () => {
  const rowOf = (event: DisclosureEvent) =>
    trailRow(
      {
        ...event,
        id: 'e',
        metadata,
        stream: 's',
        revision: 0,
        position: '1',
        recordedAt: '2026-06-02T00:00:00.000Z',
      },
      () => undefined,
    );

  it('of what was told by hand is read by both, at the time when it was told', () => {
    const row = rowOf({
      type: 'ManualDisclosureRecorded',
      data: {
        ...by,
        subjects: ['c1'],
        recipient: { agencyId: POLICE },
        route: 'phone',
        categories: ['injury'],
        basis: { article6: 'e' },
        because: { subjects: ['c1'], clear: 'words' },
        effectiveAt: '2026-06-01T00:00:00.000Z',
      },
    });
    expect(row).toMatchObject({
      kind: 'manual',
      at: '2026-06-01T00:00:00.000Z',
      parties: [SCHOOL, POLICE],
      otherAgency: POLICE,
      fields: ['injury'],
    });
    expect(JSON.stringify(row)).not.toContain('words');
  });

  it('of a decision not to share is read by who took it', () => {
    const row = rowOf({
      type: 'DisclosureDeclined',
      data: {
        ...by,
        subjects: ['c1'],
        askedBy: POLICE,
        categories: ['injury'],
        because: { subjects: ['c1'], clear: 'words' },
        reviewOn: '2026-07-01T00:00:00.000Z',
      },
    });
    expect(row).toMatchObject({
      kind: 'declined',
      outcome: 'declined',
      parties: [SCHOOL],
      reviewOn: '2026-07-01T00:00:00.000Z',
    });
  });

  it('of what is void names nobody whom the answer would not have shown', () => {
    const data = { ...by, subjects: ['c1', 'c2'], knownAs: ['c1'], because: 'facts-moved' } as const;
    expect(rowOf({ type: 'DisclosureVoided', data }).subjects).toEqual(['c1']);
  });

  it('of a search names who was shown, and not who was withheld', () => {
    const row = rowOf({
      type: 'SearchMade',
      data: {
        ...by,
        fields: ['family-name'],
        valueHashes: [],
        candidates: [
          { personId: 'c1', shown: true, reasons: [] },
          { personId: 'c2', shown: false, reasons: ['NO_RELATIONSHIP'] },
        ],
        subjects: ['c1', 'c2'],
        decisions: [],
      },
    });
    expect(row).toMatchObject({ kind: 'search', subjects: ['c1'], fields: ['family-name'] });
    expect(JSON.stringify(row)).not.toContain('c2');
  });
});
