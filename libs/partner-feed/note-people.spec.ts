import fc from 'fast-check';
import type { Recorded } from '@hub/eventsourcing';
import { everIn, notePeople } from './note-people.js';

const events = fc
  .array(fc.record({ corrects: fc.boolean(), person: fc.constantFrom('c1', 'c2', 'c3') }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((all) =>
    all.map(({ corrects, person }, revision): Recorded => {
      const type = revision === 0 ? 'NoteRecorded' : corrects ? 'NoteCorrected' : 'NoteRestricted';
      const data = type === 'NoteRestricted' ? {} : { passages: [{ subjects: [person] }] };
      const metadata = { agency: 'health', actor: 'w1', correlationId: 'c' };
      const place = { stream: 'note-n1', revision, position: String(revision), recordedAt: '2026-06-30T09:12:00.000Z' };
      return { type, id: String(revision), data, metadata, ...place };
    }),
  );

describe('whom a note was about', () => {
  it('is known as its history has it, of one that was taken in from the beginning', () => {
    fc.assert(
      fc.property(events, fc.nat({ max: 8 }), (history, again) => {
        const people = notePeople();
        for (const event of history) people.take(event);
        // A page that is taken in once more.
        for (const event of history.slice(again)) people.take(event);
        expect(people.of('note-n1')).toEqual(everIn(history));
      }),
    );
  });

  it('is not known of one of which something is missing', () => {
    fc.assert(
      fc.property(events, fc.nat({ max: 7 }), (history, missing) => {
        const people = notePeople();
        const left = history.filter((_, revision) => revision !== missing);
        for (const event of left) people.take(event);
        const isWhole = missing >= history.length - 1 && missing > 0;
        expect(people.of('note-n1')).toEqual(isWhole ? everIn(left) : undefined);
      }),
    );
  });
});
