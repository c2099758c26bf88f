import { asking } from '@hub/door/testing';
import {
  agreed,
  consented,
  flow,
  formed,
  HEALTH,
  involved,
  linked,
  noted,
  parentOf,
  POLICE,
  registered,
  SCHOOL,
  withdrawn,
  type FactEvent,
} from '@hub/facts/testing';
import type { Restriction } from '@hub/sharing';
import type { Recalled } from './index.js';
import { aHubThatRecalls } from './testing/index.js';

const whom = (recalled: readonly Recalled[]) => recalled.map(({ recipient, subject }) => [recipient, subject]);
const what = (recalled: readonly Recalled[]) => recalled.flatMap(({ scope }) => scope.items.map(({ item }) => item));

const restriction = (kind: Restriction['kind'], change: Partial<Restriction> = {}): Restriction => ({
  id: 'x1',
  kind,
  custodians: [],
  workers: [],
  period: { from: '2026-06-01T00:00:00.000Z' },
  ...change,
});

const imposed = (personId: string, one: Restriction): FactEvent => ({
  type: 'RestrictionImposed',
  data: { personId, agencyId: POLICE, restriction: one },
});

const by = { agencyId: HEALTH, author: 'hv-1' };
const because = { subjects: ['c1'], clear: 'another child' };

describe('a consent that is withdrawn', () => {
  it('recalls whoever was told because of it, and what of it, by the names that they know', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    expect(await hub.recalledBy(withdrawn('c1', 'k1'))).toEqual([
      {
        ...{ recipient: SCHOOL, agencyId: SCHOOL, subject: 'c1', subjects: ['c1'], knownAs: ['c1'] },
        scope: {
          items: ['identity-c1', 'member-f1-c1', 'note-n1'].map((item) => ({
            ...{ item, references: [item], revision: expect.any(Number) },
            flows: [{ agreement: 'early-help', version: 1, flow: 1 }],
          })),
          byHand: [],
        },
        obligation: 'stop-using',
      },
    ]);
  });

  it('recalls nobody who was told the same under a duty, whatever the consent was carried along for', async () => {
    const hub = await aHubThatRecalls();
    await hub.byPolice();
    await hub.byHealth();
    expect(await hub.recalledBy(withdrawn('c1', 'k1'))).toEqual([]);
  });

  it('lets what was told under a statute as well be retained for that', async () => {
    const hub = await aHubThatRecalls();
    await hub.happened(
      ...agreed(
        'other',
        [HEALTH, SCHOOL],
        [
          flow(1, ['injury'], {
            ...{ purposes: ['safeguarding'], route: 'duty', consentRequired: false },
            basis: { article6: 'c', gateway: 'ca2004-s11' },
          }),
        ],
      ),
    );
    const note = { about: { noteId: 'n1' }, kind: 'case-note' } as const;
    await hub.bySchool({ ...note, choose: (all) => ({ shown: all.filter(({ item }) => item.kind === 'case-note') }) });
    await hub.bySchool({ ...note, asking: { ...asking, purpose: 'safeguarding', ground: { kind: 'enquiry' } } });
    expect(await hub.recalledBy(withdrawn('c1', 'k1'))).toMatchObject([
      { obligation: 'retain-under-statute', basis: 'ca2004-s11', scope: { items: [{ item: 'note-n1' }] } },
    ]);
  });

  it('recalls nothing that was void, and nothing that did not leave', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool({ choose: () => ({ shown: [] }) });
    await hub.stopProjections();
    await hub.happened(noted('n2', { passages: [{ subjects: ['c1'], text: 'a cut' }] }));
    await expect(hub.bySchool()).rejects.toMatchObject({ name: 'NotAnswered' });
    expect((await hub.trail()).map(({ type }) => type)).toContain('DisclosureVoided');
    expect(await hub.recalledBy(withdrawn('c1', 'k1'))).toEqual([]);
  });

  it('recalls nothing that was told afterwards, however late it is asked', async () => {
    const hub = await aHubThatRecalls();
    expect(await hub.recalledBy(withdrawn('c1', 'k1'))).toEqual([]);
    await hub.happened(consented('k2', 'c1', 'm1', { effectiveAt: '2026-02-01T00:00:00.000Z' }));
    await hub.bySchool();
    expect(await hub.recalledAgain('ConsentWithdrawn')).toEqual([]);
    expect(whom(await hub.recalledBy(withdrawn('c1', 'k2')))).toEqual([[SCHOOL, 'c1']]);
  });

  it('is found under every record of the child and of the parent', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    await hub.happened(
      registered('c2', SCHOOL),
      registered('m2', SCHOOL, '1990-01-01'),
      ...linked('c1', 'c2', 'cc'),
      ...linked('m1', 'm2', 'mm'),
    );
    const all: FactEvent = {
      type: 'ConsentWithdrawn',
      data: { subject: 'c2', withdraws: { grantor: 'm2' }, effectiveAt: hub.now(), agencyId: SCHOOL },
    };
    const recalled = await hub.recalledBy(all);
    expect(whom(recalled)).toEqual([[SCHOOL, 'c2']]);
    expect(recalled).toMatchObject([{ subjects: ['c1', 'c2'], knownAs: ['c1'] }]);
  });

  it('that was entered in error is deleted', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    const error: FactEvent = {
      type: 'ConsentEnteredInError',
      data: { consentId: 'k1', subject: 'c1', agencyId: HEALTH },
    };
    expect(await hub.recalledBy(error)).toMatchObject([{ recipient: SCHOOL, obligation: 'delete' }]);
  });
});

describe('what was told by hand', () => {
  const byHand = async (hub: Awaited<ReturnType<typeof aHubThatRecalls>>, id: string, change: object) => {
    const data = {
      ...{ requestId: id, agencyId: HEALTH, worker: 'w', role: 'health-visitor', purpose: 'early-help' },
      ...{ subjects: ['c1'], recipient: { agencyId: SCHOOL }, route: 'phone', categories: ['injury'] },
      ...{ basis: { article6: 'a' }, because, effectiveAt: hub.now(), now: hub.now() },
      ...change,
    };
    await hub.record({ type: 'RecordManualDisclosure', data } as never, { ...asking, agency: HEALTH });
  };

  it('is recalled where consent was its basis, and one that has gone covers it', async () => {
    const hub = await aHubThatRecalls();
    await byHand(hub, 'told', {});
    await byHand(hub, 'elsewhere', { recipient: { outside: { subjects: ['c1'], clear: 'a neighbour' } } });
    await byHand(hub, 'duty', { basis: { article6: 'c' }, recipient: { agencyId: POLICE } });
    await byHand(hub, 'otherwise', { purpose: 'health-care', recipient: { agencyId: POLICE } });
    expect(await hub.recalledBy(withdrawn('c1', 'k1'))).toMatchObject([
      { recipient: 'outside:elsewhere', agencyId: HEALTH, scope: { items: [], byHand: ['elsewhere'] } },
      { recipient: SCHOOL, agencyId: SCHOOL, scope: { items: [], byHand: ['told'] } },
    ]);
  });

  it('is about whom the recipient knows, not by the record that whoever told it knows', async () => {
    const hub = await aHubThatRecalls();
    await hub.happened(registered('h1', HEALTH), ...linked('c1', 'h1', 'ch'));
    await byHand(hub, 'told', { subjects: ['h1'] });
    await byHand(hub, 'outside', { subjects: ['h1'], recipient: { outside: { subjects: ['h1'], clear: 'an aunt' } } });
    const recalled = await hub.recalledBy(withdrawn('c1', 'k1'));
    expect(recalled.map(({ agencyId, knownAs }) => [agencyId, knownAs])).toEqual([
      [HEALTH, ['h1']],
      [SCHOOL, ['c1']],
    ]);
  });

  it('is not recalled where it was told after that had gone, however late it is asked', async () => {
    const hub = await aHubThatRecalls();
    await hub.happened(withdrawn('c1', 'k1'), consented('k2', 'c1', 'm1', { effectiveAt: '2026-02-01T00:00:00.000Z' }));
    await byHand(hub, 'told', {});
    expect(await hub.recalledAgain('ConsentWithdrawn')).toEqual([]);
    expect(whom(await hub.recalledBy(withdrawn('c1', 'k2')))).toEqual([[SCHOOL, 'c1']]);
  });
});

describe('a note', () => {
  const corrected = (number: number): FactEvent => ({
    type: 'NoteCorrected',
    data: {
      ...{ noteId: 'n1', ...by, because },
      passages: [
        {
          ...{ id: `n1.v${String(number)}`, subjects: ['c1'], thirdParties: [], revealsProtectedSource: false },
          ...{ location: 'checked', text: { subjects: ['c1'], clear: 'a fall' } },
        },
      ],
    },
  });

  it('that is corrected recalls the version that was replaced, from whoever saw that one', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    expect(await hub.recalledBy(corrected(2))).toMatchObject([
      { recipient: SCHOOL, obligation: 'stop-using', scope: { items: [{ item: 'note-n1' }] } },
    ]);
    expect(await hub.recalledBy(corrected(3))).toEqual([]);
    await hub.byPolice();
    expect(whom(await hub.recalledBy(corrected(4)))).toEqual([[POLICE, 'c1']]);
  });

  it('that was made in error is deleted by whoever saw any version, under a duty too', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    await hub.happened(corrected(2));
    await hub.byPolice();
    const recalled = await hub.recalledBy({ type: 'NoteMarkedInError', data: { noteId: 'n1', ...by, because } });
    expect(whom(recalled)).toEqual([
      [POLICE, 'c1'],
      [SCHOOL, 'c1'],
    ]);
    expect(recalled.every(({ obligation }) => obligation === 'delete')).toBe(true);
    expect(what(recalled)).toEqual(['note-n1', 'note-n1']);
  });

  it('that is restricted recalls it from whoever may not hold it', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    await hub.byPolice();
    const custodians = [{ agency: POLICE, roles: [], purposes: [] }];
    const restricted: FactEvent = {
      type: 'NoteRestricted',
      data: { noteId: 'n1', agencyId: HEALTH, restriction: restriction('police-handling', { custodians }) },
    };
    const recalled = await hub.recalledBy(restricted);
    expect(whom(recalled)).toEqual([[SCHOOL, 'c1']]);
    expect(what(recalled)).toEqual(['note-n1']);
  });
});

describe('a person', () => {
  it('who is restricted recalls what it hides, from whoever may not hold it', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    await hub.byPolice();
    const custodians = [{ agency: POLICE, roles: [], purposes: [] }];
    const recalled = await hub.recalledBy(
      imposed('c1', restriction('court-order', { categories: ['injury'], custodians })),
    );
    expect(whom(recalled)).toEqual([[SCHOOL, 'c1']]);
    expect(what(recalled)).toEqual(['note-n1']);
  });

  it('whose address is protected recalls what reveals where those are whom they live with', async () => {
    const hub = await aHubThatRecalls();
    await hub.happened(
      registered('s1', HEALTH),
      parentOf('s1', 'm1'),
      involved('s1', SCHOOL),
      ...formed('f2', 's1', 'c1', 'm1'),
      noted('n2', { passages: [{ subjects: ['s1'], text: 'seen at home', location: 'unreviewed' }] }),
      noted('n3', { passages: [{ subjects: ['s1'], text: 'well', location: 'checked' }] }),
      consented('k2', 's1', 'm1'),
    );
    await hub.bySchool({ about: { familyId: 'f2' } });
    const recalled = await hub.recalledBy(imposed('c1', restriction('protected-address')));
    expect(whom(recalled)).toEqual([[SCHOOL, 's1']]);
    expect(what(recalled)).toEqual(['note-n2']);
  });

  it('recalls nothing by a restriction whose time was over, nor by the end of an agreement', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    const past = { from: '2026-05-01T00:00:00.000Z', until: '2026-05-02T00:00:00.000Z' };
    expect(await hub.recalledBy(imposed('c1', restriction('court-order', { period: past })))).toEqual([]);
    const ended: FactEvent = {
      type: 'AgreementEnded',
      data: { agreementId: 'early-help', reason: 'review', by: HEALTH } as never,
    };
    expect(await hub.recalledBy(ended)).toEqual([]);
  });

  it('recalls a passage of which somebody finds that it reveals where they are, once that is protected', async () => {
    const hub = await aHubThatRecalls();
    await hub.bySchool();
    await hub.happened(imposed('c1', restriction('protected-address')));
    const found: FactEvent = {
      type: 'NoteLocationReviewed',
      data: { noteId: 'n1', agencyId: HEALTH, reviewer: 'hv-1', passages: [{ id: 'n1.0', location: 'reveals' }] },
    };
    expect(what(await hub.recalledBy(found))).toEqual(['note-n1']);
  });
});

describe('a link that is undone', () => {
  const undone: FactEvent = { type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } };

  it('recalls what was told of the other record because of it, and nothing else', async () => {
    const hub = await aHubThatRecalls();
    await hub.happened(
      registered('c2', POLICE),
      noted('n2', { passages: [{ subjects: ['c2'], text: 'of another child' }] }),
      consented('k2', 'c2', 'm1'),
    );
    await hub.bySchool();
    await hub.happened(...linked('c1', 'c2', 'x'));
    await hub.bySchool();
    const recalled = await hub.recalledBy(undone);
    expect(whom(recalled)).toEqual([[SCHOOL, 'c1']]);
    expect(what(recalled)).toContain('note-n2');
    expect(what(recalled)).not.toContain('note-n1');
    expect(recalled).toMatchObject([{ obligation: 'delete', subjects: ['c1', 'c2'], knownAs: ['c1'] }]);
  });

  it('recalls nothing from whoever was told before the link, or had no need of it', async () => {
    const hub = await aHubThatRecalls();
    await hub.happened(registered('c2', POLICE));
    await hub.bySchool();
    await hub.happened(...linked('c1', 'c2', 'x'));
    expect(await hub.recalledBy(undone)).toEqual([]);
  });
});
