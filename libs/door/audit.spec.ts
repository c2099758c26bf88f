import {
  aFamily,
  consented,
  formed,
  HEALTH,
  joined,
  linked,
  noted,
  partnership,
  POLICE,
  registered,
  SCHOOL,
  withdrawn,
} from '@hub/facts/testing';
import type { DisclosureEvent } from '@hub/disclosures';
import { audit, NOT_FOUND } from './index.js';
import { aHub, asking, familyQuestion, officer } from './testing/index.js';

const settled = async () => {
  const hub = aHub();
  await hub.happened(...partnership(), ...aFamily(), registered('c2', SCHOOL), ...linked('c1', 'c2', 'x'));
  await hub.happened(
    noted('n1', { passages: [{ subjects: ['c1'], text: 'a bruise' }] }),
    noted('secret', { agencyId: POLICE, passages: [{ subjects: ['c1'], text: 'a warrant' }] }),
    consented('k1', 'c1', 'm1'),
  );
  return { ...hub, audit: audit({ ...hub.ports, store: hub.store }) };
};

const { agency: _, correlationId: __, ...colleague } = asking;

describe('an explanation', () => {
  it('gives the decision without content, and is in the trail before', async () => {
    const hub = await settled();
    const explained = await hub.audit.explain({
      id: 'e1',
      officer,
      asking: colleague,
      action: 'view',
      about: { familyId: 'f1' },
    });
    expect(explained).toMatchObject({ policy: 'v1', entitled: true, outcome: 'partial' });
    expect(explained.gates.length).toBeGreaterThan(0);
    expect(hub.permissions).toEqual([]);
    expect(await hub.trail()).toMatchObject([
      {
        type: 'TrailRead',
        data: {
          question: 'explain',
          worker: 'ig-1',
          subjects: ['c1', 'm1', 'c2'],
          filter: { worker: 'w-school', purpose: 'early-help' },
        },
      },
    ]);
  });

  it('says nothing of what another agency holds and does not share', async () => {
    const hub = await settled();
    const explained = await hub.audit.explain({
      id: 'e1',
      officer,
      asking: colleague,
      action: 'view',
      about: { familyId: 'f1' },
    });
    expect(JSON.stringify(explained)).toContain('note-n1');
    expect(JSON.stringify(explained)).not.toContain('secret');
  });

  it('names nobody of a family that the colleague would not be let in to', async () => {
    const hub = await settled();
    await hub.happened(registered('c7', HEALTH), ...formed('f7', 'c7'));
    const explained = await hub.audit.explain({
      id: 'e1',
      officer,
      asking: colleague,
      action: 'view',
      about: { familyId: 'f7' },
    });
    expect(explained).toMatchObject({ entitled: false, heads: { register: expect.any(Number) } });
    expect(await hub.trail()).toMatchObject([{ data: { filter: { familyId: 'f7' }, subjects: [] } }]);
    expect(JSON.stringify([explained, await hub.trail()])).not.toContain('c7');
  });

  it('is refused to whoever is not of the information-governance function, which is recorded', async () => {
    const hub = await settled();
    const refused = hub.audit.explain({
      id: 'e1',
      officer: asking,
      asking: colleague,
      action: 'view',
      about: { familyId: 'f1' },
    });
    await expect(refused).rejects.toMatchObject({ code: 'trail/not-information-governance' });
    expect(await hub.trail()).toMatchObject([{ type: 'TrailRead', data: { filter: { refused: 'role' } } }]);
  });
});

describe('a replay', () => {
  const replayOf = async (hub: Awaited<ReturnType<typeof settled>>, disclosureId: string, by = officer) => {
    const answer = await hub.audit.replay({ id: `replay-${disclosureId}-${by.agency}`, officer: by, disclosureId });
    return 'found' in answer ? answer : answer[0]!;
  };

  it('of a decision gives the same again, although everything has moved since', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1', { id: 'q' }));
    await hub.happened(
      withdrawn('c1', 'k1'),
      { type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } },
      noted('n2', { passages: [{ subjects: ['c1'], text: 'another' }] }),
      { type: 'AgencySuspended', data: { agencyId: SCHOOL, reason: 'breach' } },
      { type: 'AgencyReinstated', data: { agencyId: SCHOOL, reason: 'put-right' } },
    );
    expect(await replayOf(hub, 'q')).toMatchObject({ same: true, then: { outcome: 'partial' } });
  });

  it('tells what differs today, and which facts have moved', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1', { id: 'q' }));
    await hub.happened(
      withdrawn('c1', 'k1'),
      noted('hidden', { agencyId: POLICE, passages: [{ subjects: ['c1'], text: 'x' }] }),
    );
    const replayed = await replayOf(hub, 'q');
    expect(replayed).toMatchObject({
      then: { items: expect.arrayContaining([expect.objectContaining({ item: 'note-n1' })]) },
      moved: [{ stream: 'consents-c2', events: ['ConsentWithdrawn'] }],
    });
    expect(JSON.stringify('today' in replayed && replayed.today.items)).not.toContain('note-n1');
    expect(JSON.stringify(replayed)).not.toContain('hidden');
  });

  it('says whether what was recorded was made void, for then it was not answered', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1', { id: 'q' }));
    const [made] = await hub.trail();
    const { requestId, agencyId, worker, role, at, subjects } = made!.data as Extract<
      DisclosureEvent,
      { type: 'DisclosureMade' }
    >['data'];
    const claim = { agency: 'test', commandId: 'void', requestMac: 'test' };
    const data = { requestId, agencyId, worker, role, at, subjects, because: 'facts-moved' };
    await hub.store.append({
      ...{ stream: made!.stream, expected: 0, claim },
      events: [{ type: 'DisclosureVoided', data, id: hub.ports.eventId(), metadata: made!.metadata }],
    });
    const voided = { because: 'facts-moved', mayHaveLeft: false };
    expect(await replayOf(hub, 'q')).toMatchObject({ same: true, voided });
    await hub.door.answer(familyQuestion('f1', { id: 'q2' }));
    expect(await replayOf(hub, 'q2')).not.toHaveProperty('voided');
  });

  it('works for a denial as well', async () => {
    const hub = await settled();
    await hub.happened(registered('c7', HEALTH));
    await hub.door.answer(familyQuestion('nobody', { id: 'q', about: { people: ['c7'] }, kind: 'person-view' }));
    expect(await replayOf(hub, 'q')).toMatchObject({ same: true, then: { entitled: false, outcome: 'deny' } });
    await hub.door.answer(familyQuestion('nobody', { id: 'q2' }));
    expect(await replayOf(hub, 'q2')).toMatchObject({ same: true, then: { reasons: [{ code: 'SUBJECT_UNKNOWN' }] } });
  });

  it('of a denial names nobody whom the caller could not name', async () => {
    const hub = await settled();
    await hub.happened(registered('c7', HEALTH), ...formed('f7', 'c7'));
    await hub.door.answer(familyQuestion('f7', { id: 'q' }));
    await hub.happened(registered('c8', HEALTH), ...formed('f8', 'c8'), joined('f7', 'c8'));
    const replayed = await replayOf(hub, 'q');
    expect(replayed).toMatchObject({ subjects: [], same: true, moved: [] });
    expect(JSON.stringify([replayed, (await hub.trail()).at(-1)])).not.toMatch(/c7|c8/);
  });

  it('works for more notes than one entry holds', async () => {
    const hub = await settled();
    const many = Array.from({ length: 600 }, (_, index) =>
      noted(`many-${String(index)}`, { passages: [{ subjects: ['c1'], text: 'x' }] }),
    );
    await hub.happened(...many);
    await hub.door.answer(familyQuestion('f1', { id: 'q', choose: (visible) => ({ shown: visible.slice(0, 10) }) }));
    const [made] = await hub.trail();
    expect(made?.data).toMatchObject({ decision: { items: { length: 10 } }, items: { length: 10 } });
    expect(await replayOf(hub, 'q')).toMatchObject({ same: true });
  });

  it('is for the agency that asked: to others the disclosure does not exist', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1', { id: 'q' }));
    const police = { ...officer, agency: POLICE };
    expect(await replayOf(hub, 'q', police)).toEqual(NOT_FOUND);
    expect(await replayOf(hub, 'unknown', police)).toEqual(NOT_FOUND);
    expect((await hub.trail()).filter(({ type }) => type === 'TrailRead')).toHaveLength(2);
  });
});
