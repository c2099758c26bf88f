import type { Answer, Decision, Facts, Request } from '@hub/sharing';
import type { Asked } from './history.js';
import { viaKey, type Kept, type ReasonKey, type View } from './oracle.js';
import type { World } from './world.js';

/** The same world and question, as the product's decision takes them. */
export const productAsks = (world: World, asked: Asked): { readonly request: Request; readonly facts: Facts } => {
  const { agencies, agreements, people, consents, overrides, items } = world;
  return {
    request: {
      ...asked.by,
      action: 'view',
      channel: 'api',
      subjects: 'person' in asked.about ? [asked.about.person] : (world.families[asked.about.family] ?? []),
      purpose: asked.purpose,
      at: asked.at,
      ...(asked.gateway !== undefined && { claimedGateway: asked.gateway }),
      ...(asked.ground && { ground: asked.ground }),
      ...(asked.override !== undefined && { override: asked.override }),
    },
    facts: { agencies, agreements, people, consents, overrides, items, heads: {} },
  };
};

const keysOf = (reasons: readonly { readonly stage: number; readonly code: string }[]): readonly ReasonKey[] =>
  reasons.map(({ stage, code }) => `${stage} ${code}`);
const sorted = (values: readonly string[]): readonly string[] => [...values].sort();

/** What the product would answer, in the oracle's words. */
export const productView = (decision: Decision, answerOf: (decision: Decision) => Answer | undefined): View => {
  const answer = answerOf(decision);
  if (!answer) return { status: 404 };
  const { outcome, reasons, obligations, items } = answer;
  return {
    status: 200,
    outcome,
    reasons: keysOf(reasons),
    obligations,
    items: items.map(({ item, permitted, masked, via, onward }) => ({
      id: item,
      passages: (decision.items.find((outcome) => outcome.item === item)?.passages ?? []).flatMap(({ passage: id }) => {
        const gap = masked.find(({ passage }) => passage === id);
        if (gap) return [{ id, masked: keysOf(gap.reasons) }];
        return permitted.includes(id) ? [{ id }] : [];
      }),
      via: viaKey(via),
      onward: sorted(onward),
    })),
  };
};

/** What the product would keep, in the oracle's words. */
export const productKept = (decision: Decision): Kept => ({
  entitled: decision.entitled,
  outcome: decision.outcome,
  reasons: keysOf(decision.reasons),
  obligations: decision.obligations,
  consents: decision.consents,
  passages: decision.items.flatMap(({ item, passages }) =>
    passages.map(({ passage, outcome, reasons }) => ({ item, passage, outcome, reasons: keysOf(reasons) })),
  ),
});
