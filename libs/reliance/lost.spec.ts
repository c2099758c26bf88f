import fc from 'fast-check';
import { recordedDecision } from '@hub/disclosures';
import { decide, type Decision, type Facts, type Request } from '@hub/sharing';
import { arbitraryFacts, arbitraryRequest } from '@hub/sharing/testing';
import { lostOf, toldIn, type ToldItem } from './index.js';

/** Everything that a decision shows, as if all of it had left. */
const toldBy = (request: Request, decision: Decision): readonly ToldItem[] =>
  toldIn({
    kept: { request, question: 'person-view', decision: recordedDecision(decision) },
    left: new Set(decision.items.map(({ item }) => item)),
  });

const namesOf = (items: readonly ToldItem[]): readonly string[] =>
  items.flatMap(({ item, passages }) => passages.map(({ passage }) => `${item} ${passage}`));

const consentOf = (facts: Facts, index: number) => facts.consents[index % Math.max(1, facts.consents.length)];

const withdrawing = (facts: Facts, id: string): Facts => ({
  ...facts,
  consents: facts.consents.map((consent) => (consent.id === id ? { ...consent, withdrawn: true } : consent)),
});

const routeOf = ({ agreements }: Facts, { via }: ToldItem['passages'][number]) => {
  if (via?.kind !== 'flow') return undefined;
  const agreement = agreements.find(({ id, version }) => id === via.agreement && version === via.version);
  return agreement?.flows.find(({ number }) => number === via.flow)?.route;
};

const asked = fc.record({ request: arbitraryRequest, facts: arbitraryFacts({ tails: false }), index: fc.nat(20) });

describe('what relied on a consent', () => {
  it('is nothing that was told under a duty, whatever the consent said', () => {
    fc.assert(
      fc.property(asked, ({ request, facts }) => {
        const consents = new Set(facts.consents.map(({ id }) => id));
        const lost = lostOf(toldBy(request, decide(request, facts)), { kind: 'consents', consents });
        for (const { passages } of lost)
          for (const passage of passages) expect(routeOf(facts, passage)).not.toBe('duty');
      }),
      { numRuns: 2000 },
    );
  });

  it('is all that would not have been told without it', () => {
    fc.assert(
      fc.property(asked, ({ request, facts, index }) => {
        const consent = consentOf(facts, index);
        fc.pre(consent !== undefined);
        const told = toldBy(request, decide(request, facts));
        const lost = new Set(namesOf(lostOf(told, { kind: 'consents', consents: new Set([consent.id]) })));
        const without = new Set(namesOf(toldBy(request, decide(request, withdrawing(facts, consent.id)))));
        for (const name of namesOf(told)) if (!lost.has(name)) expect(without).toContain(name);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what would not have been told on other facts', () => {
  it('is what no longer shows, and the rest stands', () => {
    fc.assert(
      fc.property(asked, arbitraryFacts({ tails: false }), ({ request, facts }, others) => {
        const told = toldBy(request, decide(request, facts));
        const otherwise = decide(request, { ...facts, people: others.people });
        const lost = namesOf(lostOf(told, { kind: 'decision' }, otherwise.items));
        const shown = namesOf(toldBy(request, otherwise));
        for (const name of namesOf(told)) expect(lost.includes(name)).toBe(!shown.includes(name));
      }),
    );
  });

  it('is nothing of an agency’s own, and nothing of whoever was not let in', () => {
    fc.assert(
      fc.property(asked, ({ request, facts }) => {
        const decision = decide(request, facts);
        const lost = lostOf(toldBy(request, decision), { kind: 'decision' }, []);
        const own = facts.items.filter(({ source }) => source === request.agency).map(({ id }) => id);
        for (const { item } of lost) expect(own).not.toContain(item);
        if (!decision.entitled) expect(lost).toEqual([]);
      }),
    );
  });
});
