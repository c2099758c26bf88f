import type pg from 'pg';
import type { NoteIndex } from '@hub/facts';

/** One statement, so that all three are of one instant. */
const ABOUT = `select
  array(select distinct note_id from read.note_subjects where person_id = any($1)) as notes,
  array(select distinct family_id from read.family_members where person_id = any($1)) as families,
  (select position from read.checkpoints where projection = 'items' and build = 'live') as position`;

interface About {
  readonly notes: string[];
  readonly families: string[];
  readonly position: string;
}

/** Where to look for what concerns some people, and how far that is up to date. */
export const noteIndex = (pool: pg.Pool): NoteIndex => ({
  async about(people) {
    const { rows } = await pool.query<About>({ name: 'note-index', text: ABOUT, values: [people] });
    const [found] = rows;
    if (!found) throw new Error('the note index gave no answer');
    return { notes: found.notes, families: found.families, upTo: found.position };
  },
});
