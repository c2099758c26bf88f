import type pg from 'pg';
import { contentKey, type ContentStore, type Json } from '@hub/door';
import type { Board } from './board.js';

const CONTENT = 'select passage, content from read.permitted_content($1, $2, $3)';

/**
 * The words of permitted passages: one call, in which the ids are set, row-level security answers them, and they are
 * unset again.
 */
export const contentStore = (pool: pg.Pool, board: Pick<Board, 'waitFor'>): ContentStore => ({
  async contentOf({ passages }) {
    const { rows } = await pool.query<{ passage: string; content: string }>({
      name: 'permitted-content',
      text: CONTENT,
      values: [
        passages.map(contentKey),
        passages.map(({ stream }) => stream),
        passages.map(({ revision }) => revision),
      ],
    });
    return new Map(rows.map(({ passage, content }) => [passage, JSON.parse(content) as Json]));
  },
  waitFor: (position, milliseconds) => board.waitFor(position, milliseconds, ['content']),
});
