import { RULES } from '@hub/sharing';
import { rowsRedWithout } from './guards.js';

const red = rowsRedWithout();

it.each(RULES.map(({ id }) => id))('somebody would notice if the rule %s were missing', (id) => {
  expect({ rule: id, guardedBy: red.get(id)?.map((row) => row.id) ?? [] }).not.toEqual({ rule: id, guardedBy: [] });
});

it('no two rules share an id', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});
