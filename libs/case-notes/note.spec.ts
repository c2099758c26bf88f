import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import type { Category, Label, Restriction } from '@hub/sharing';
import { note, noteContents, noteItem, type CaseNoteCommand, type CaseNoteEvent, type NewPassage } from './index.js';

const given = behaviourOf(note);

const now = '2026-06-30T09:00:00.000Z';
const yesterday = '2026-06-29T09:00:00.000Z';
const later = '2026-07-01T09:00:00.000Z';

const inClear = (clear: string, ...subjects: string[]) => ({
  subjects: subjects.length > 0 ? subjects : ['ada'],
  clear,
});
const passage = (text: string, change: Partial<NewPassage> = {}): NewPassage => ({
  subjects: ['ada'],
  thirdParties: [],
  revealsProtectedSource: false,
  text: inClear(text),
  ...change,
});
const kept = (id: string, text: string, location: 'unreviewed' | 'reveals' | 'checked' = 'unreviewed') => ({
  ...passage(text),
  id,
  location,
});

const ids = { noteId: 'n1', agencyId: 'school' };
const because = inClear('it was another child');
const police: Restriction = {
  id: 'r1',
  kind: 'police-handling',
  custodians: [],
  workers: [],
  period: { from: yesterday },
};

type DataOf<T> = Extract<CaseNoteCommand, { type: T }>['data'];
const written = {
  author: 'w1',
  category: 'behaviour' as const,
  labels: ['N'] as const,
  handling: [],
  effectiveAt: yesterday,
  origin: 'written' as const,
};

const record = (change: Partial<DataOf<'RecordNote'>> = {}): CaseNoteCommand => ({
  type: 'RecordNote',
  data: { ...ids, now, ...written, passages: [passage('Ada was quiet.')], ...change },
});
const correct = (change: Partial<DataOf<'CorrectNote'>> = {}): CaseNoteCommand => ({
  type: 'CorrectNote',
  data: { ...ids, now, author: 'w1', origin: 'written', passages: [passage('Ada was ill.')], because, ...change },
});
const restrict = (change: Partial<Restriction> = {}): CaseNoteCommand => ({
  type: 'RestrictNote',
  data: { ...ids, now, restriction: { ...police, ...change } },
});
const lift = (at: string): CaseNoteCommand => ({
  type: 'LiftNoteRestriction',
  data: { ...ids, now, restrictionId: 'r1', at },
});
const markInError = (reason = because): CaseNoteCommand => ({
  type: 'MarkNoteInError',
  data: { ...ids, now, author: 'w1', because: reason },
});
const review = (...passages: string[]): CaseNoteCommand => ({
  type: 'ReviewNoteLocation',
  data: { ...ids, now, reviewer: 'w2', passages: passages.map((id) => ({ id, location: 'checked' })) },
});

const recorded: CaseNoteEvent = {
  type: 'NoteRecorded',
  data: { ...ids, ...written, passages: [kept('n1.1.0', 'Ada was quiet.')] },
};
const corrected: CaseNoteEvent = {
  type: 'NoteCorrected',
  data: { ...ids, author: 'w1', passages: [kept('n1.2.0', 'Ada was ill.')], because },
};
const restricted: CaseNoteEvent = { type: 'NoteRestricted', data: { ...ids, restriction: police } };
const lifted: CaseNoteEvent = { type: 'NoteRestrictionLifted', data: { ...ids, restrictionId: 'r1', at: now } };
const inError: CaseNoteEvent = { type: 'NoteMarkedInError', data: { ...ids, author: 'w1', because } };
const reviewed = (...passages: string[]): CaseNoteEvent => ({
  type: 'NoteLocationReviewed',
  data: { ...ids, reviewer: 'w2', passages: passages.map((id) => ({ id, location: 'checked' })) },
});

describe('a note', () => {
  it('is recorded once', () => {
    given().when(record()).then(recorded);
    given(recorded).when(record()).refuses('case-notes/already-recorded');
    given(recorded, inError).when(record()).refuses('case-notes/already-recorded');
  });

  it('is there before anything is done with it', () => {
    for (const command of [correct(), restrict(), lift(now), markInError(), review('n1.1.0')])
      given().when(command).refuses('case-notes/not-recorded');
  });

  it('has a category and labels that the hub knows', () => {
    given()
      .when(record({ category: 'gossip' as Category }))
      .refuses('case-notes/unknown-category');
    given()
      .when(record({ category: 'toString' as Category }))
      .refuses('case-notes/unknown-category');
    given()
      .when(record({ labels: ['N', 'SECRET' as Label] }))
      .refuses('case-notes/unknown-label');
  });

  it('is about what has happened', () => {
    given()
      .when(record({ effectiveAt: later }))
      .refuses('case-notes/in-the-future');
    given()
      .when(record({ effectiveAt: '2026-06-29' }))
      .refuses('case-notes/not-an-instant');
  });

  it('has no attachments, and says so', () => {
    given()
      .when(record({ attachments: ['scan.pdf'] }))
      .refuses('case-notes/attachments-not-supported');
    given(recorded)
      .when(correct({ attachments: ['scan.pdf'] }))
      .refuses('case-notes/attachments-not-supported');
    given()
      .when(record({ attachments: [] }))
      .then(recorded);
  });
});

describe('a passage', () => {
  it('is one of at least one', () => {
    given()
      .when(record({ passages: [] }))
      .refuses('case-notes/passage-missing');
    given(recorded)
      .when(correct({ passages: [] }))
      .refuses('case-notes/passage-missing');
  });

  it('has words, at most 20,000 characters of them', () => {
    given()
      .when(record({ passages: [passage(' \n')] }))
      .refuses('case-notes/text-missing');
    given()
      .when(record({ passages: [passage('x'.repeat(20_001))] }))
      .refuses('case-notes/text-too-long');
    expect(() => note.decide(record({ passages: [passage('x'.repeat(20_000))] }), note.initial)).not.toThrow();
  });

  it('is about somebody, and its words are theirs', () => {
    given()
      .when(record({ passages: [passage('text', { subjects: [], text: inClear('text') })] }))
      .refuses('case-notes/subject-missing');
    given()
      .when(record({ passages: [passage('text', { subjects: ['ada', 'bo'] })] }))
      .refuses('case-notes/subjects-differ');
    given()
      .when(record({ passages: [passage('text', { text: inClear('text', 'ada', 'bo') })] }))
      .refuses('case-notes/subjects-differ');
  });

  it('is unreviewed unless its writer says what it reveals', () => {
    given()
      .when(
        record({
          passages: [
            passage('one'),
            passage('two', { location: 'checked' }),
            passage('three', { location: 'reveals' }),
          ],
        }),
      )
      .then({
        type: 'NoteRecorded',
        data: {
          ...ids,
          ...written,
          passages: [kept('n1.1.0', 'one'), kept('n1.1.1', 'two', 'checked'), kept('n1.1.2', 'three', 'reveals')],
        },
      });
  });

  it('that is imported is unreviewed whatever the importer says', () => {
    const checked = [passage('Ada was quiet.', { location: 'checked' })];
    given()
      .when(record({ origin: 'imported', passages: checked }))
      .then({ ...recorded, data: { ...recorded.data, origin: 'imported' } });
    given(recorded)
      .when(correct({ origin: 'imported', passages: [passage('Ada was ill.', { location: 'checked' })] }))
      .then(corrected);
  });

  it('never has the name of a passage of another version', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(counts, (versions) => {
        const history: CaseNoteEvent[] = [];
        for (const [version, count] of versions.entries()) {
          const passages = Array.from({ length: count }, (_, index) => passage(`words ${index}`));
          const command = version === 0 ? record({ passages }) : correct({ passages });
          history.push(...note.decide(command, fold(note, history)));
        }
        const names = history.flatMap(({ data }) => ('passages' in data ? data.passages.map(({ id }) => id) : []));
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});

describe('a correction', () => {
  it('replaces the passages, and is unreviewed again unless its writer says otherwise', () => {
    given(recorded, reviewed('n1.1.0')).when(correct()).then(corrected);
    given(recorded)
      .when(correct({ passages: [passage('Ada was ill.', { location: 'checked' })] }))
      .then({
        ...corrected,
        data: { ...corrected.data, passages: [kept('n1.2.0', 'Ada was ill.', 'checked')] },
      });
  });

  it('is made by the agency that wrote the note, with a reason', () => {
    given(recorded)
      .when(correct({ agencyId: 'health' }))
      .refuses('case-notes/not-your-note');
    given(recorded)
      .when(correct({ because: inClear(' ') }))
      .refuses('case-notes/reason-missing');
    given(recorded)
      .when(correct({ because: inClear('x'.repeat(5_001)) }))
      .refuses('case-notes/reason-too-long');
    given(recorded)
      .when(correct({ because: { subjects: [], clear: 'why' } }))
      .refuses('case-notes/subject-missing');
    given(recorded)
      .when(correct({ passages: [passage('')] }))
      .refuses('case-notes/text-missing');
  });
});

describe('a restriction', () => {
  it('may come with the note, and its conditions then hold from the first moment', () => {
    given()
      .when(record({ handling: [police] }))
      .then({ ...recorded, data: { ...recorded.data, handling: [police] } });
    given()
      .when(record({ handling: [police, police] }))
      .refuses('case-notes/id-in-use');
  });

  it('is imposed once and lifted once', () => {
    given(recorded).when(restrict()).then(restricted);
    given(recorded, restricted).when(restrict()).refuses('case-notes/id-in-use');
    given(recorded, restricted).when(lift(now)).then(lifted);
    given(recorded, restricted, lifted).when(lift(now)).thenNothing();
    given(recorded).when(lift(now)).refuses('case-notes/restriction-unknown');
    given(recorded, restricted).when(lift(later)).refuses('case-notes/in-the-future');
  });

  it('is the writing agency’s to impose and to lift', () => {
    const health = (command: CaseNoteCommand) =>
      ({ ...command, data: { ...command.data, agencyId: 'health' } }) as CaseNoteCommand;
    given(recorded).when(health(restrict())).refuses('case-notes/not-your-note');
    given(recorded, restricted)
      .when(health(lift(now)))
      .refuses('case-notes/not-your-note');
  });

  it('is of a kind that hides a note, with real times in order', () => {
    given(recorded)
      .when(restrict({ kind: 'protected-address' }))
      .refuses('case-notes/restriction-of-another-kind');
    given()
      .when(record({ handling: [{ ...police, kind: 'protected-address' }] }))
      .refuses('case-notes/restriction-of-another-kind');
    given(recorded)
      .when(restrict({ kind: 'named-worker-exclusion' }))
      .refuses('case-notes/worker-missing');
    given(recorded)
      .when(restrict({ period: { from: now, until: yesterday } }))
      .refuses('case-notes/period-reversed');
    given(recorded)
      .when(restrict({ period: { from: now, until: now } }))
      .refuses('case-notes/period-reversed');
    given(recorded)
      .when(restrict({ period: { from: 'now' } }))
      .refuses('case-notes/not-an-instant');
    given(recorded)
      .when(restrict({ before: 'then' }))
      .refuses('case-notes/not-an-instant');
  });
});

describe('a note in error', () => {
  it('is marked by the agency that wrote it, and marking twice is harmless', () => {
    given(recorded).when(markInError()).then(inError);
    given(recorded, inError).when(markInError()).thenNothing();
    given(recorded)
      .when(markInError(inClear('')))
      .refuses('case-notes/reason-missing');
  });

  it('is not changed any more', () => {
    for (const command of [correct(), restrict(), lift(now), review('n1.1.0')])
      given(recorded, inError).when(command).refuses('case-notes/in-error');
  });
});

describe('a review of what a note reveals', () => {
  it('is of passages as they stand', () => {
    given(recorded).when(review('n1.1.0')).then(reviewed('n1.1.0'));
    given(recorded, corrected).when(review('n1.1.0')).refuses('case-notes/passage-unknown');
    given(recorded).when(review('n1.1.0', 'n1.1.1')).refuses('case-notes/passage-unknown');
    given(recorded).when(review()).refuses('case-notes/passage-missing');
  });

  it('is made by the agency that wrote the note', () => {
    const other = { ...review('n1.1.0').data, agencyId: 'health' } as DataOf<'ReviewNoteLocation'>;
    given(recorded).when({ type: 'ReviewNoteLocation', data: other }).refuses('case-notes/not-your-note');
  });
});

/** The events as the log keeps them: `e0`, `e1` … */
const log = (...events: readonly CaseNoteEvent[]) =>
  events.map((event, revision) => ({
    ...event,
    id: `e${revision}`,
    metadata: { agency: 'school', actor: 'w1', correlationId: 'c1' },
    stream: 'note-n1',
    revision,
    position: String(revision),
    recordedAt: now,
  }));

describe('the item that a note is', () => {
  it('has no words in it', () => {
    const item = noteItem(log(recorded));
    expect(item).toEqual({
      id: 'note-n1',
      kind: 'case-note',
      category: 'behaviour',
      source: 'school',
      stream: 'note-n1',
      revision: 0,
      effectiveAt: yesterday,
      labels: ['N'],
      passages: [
        { id: 'n1.1.0', subjects: ['ada'], thirdParties: [], revealsProtectedSource: false, location: 'unreviewed' },
      ],
      restrictions: [],
    });
    expect(JSON.stringify(item)).not.toContain('quiet');
  });

  it('shows the passages as last corrected, and where their words are', () => {
    const history = log(recorded, reviewed('n1.1.0'), corrected);
    expect(noteItem(history)).toMatchObject({ revision: 2, passages: [{ id: 'n1.2.0', location: 'unreviewed' }] });
    expect(noteContents(history)).toEqual([
      {
        item: 'note-n1',
        passage: 'n1.2.0',
        words: { confidential: inClear('Ada was ill.'), eventId: 'e2', type: 'NoteCorrected', path: 'passages.0.text' },
      },
    ]);
  });

  it('has the location that its last reader found', () => {
    expect(noteItem(log(recorded, reviewed('n1.1.0')))?.passages[0]?.location).toBe('checked');
  });

  it('keeps a lifted restriction up to when it was lifted', () => {
    expect(noteItem(log(recorded, restricted))?.restrictions).toEqual([police]);
    const ended = { ...police, period: { from: yesterday, until: now } };
    expect(noteItem(log(recorded, restricted, lifted))?.restrictions).toEqual([ended]);
    const short: CaseNoteEvent = {
      type: 'NoteRestricted',
      data: { ...ids, restriction: { ...police, period: { from: yesterday, until: yesterday } } },
    };
    expect(noteItem(log(recorded, short, lifted))?.restrictions[0]?.period.until).toBe(yesterday);
  });

  it('is none when there is no note, or it was marked in error', () => {
    expect(noteItem([])).toBeUndefined();
    expect(noteItem(log(recorded, inError))).toBeUndefined();
    expect(noteContents([])).toEqual([]);
    expect(noteContents(log(recorded, inError))).toEqual([]);
  });
});
