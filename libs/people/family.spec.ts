import { behaviourOf } from '@hub/eventsourcing/testing';
import { family, familyContents, familyFacts, familyItems, type FamilyCommand, type FamilyEvent } from './index.js';

const given = behaviourOf(family);

const now = '2026-06-30T09:00:00.000Z';
const later = '2026-07-01T09:00:00.000Z';
const yesterday = '2026-06-29T09:00:00.000Z';
const about = { familyId: 'f1', agencyId: 'council' };

const words = { subjects: ['mum', 'ada'], clear: 'We came here in spring.' };
const telling = { tellers: ['mum'], about: ['ada', 'mum'], words, effectiveAt: yesterday };

const formed: FamilyEvent = { type: 'FamilyFormed', data: about };
const joined: FamilyEvent = {
  type: 'FamilyMemberJoined',
  data: { ...about, personId: 'ada', role: 'child', from: yesterday },
};
const left: FamilyEvent = { type: 'FamilyMemberLeft', data: { ...about, personId: 'ada', until: now } };
const told: FamilyEvent = { type: 'FamilyStoryTold', data: { ...about, ...telling, version: 1 } };
const toldAgain: FamilyEvent = { type: 'FamilyStoryTold', data: { ...about, ...telling, version: 2 } };
const reviewed: FamilyEvent = {
  type: 'FamilyStoryReviewed',
  data: { ...about, version: 1, reviewer: 'w1', location: 'checked' },
};

const form: FamilyCommand = { type: 'FormFamily', data: { ...about, now } };
const add = (change: object = {}): FamilyCommand => ({
  type: 'AddMember',
  data: { ...about, now, personId: 'ada', role: 'child', from: yesterday, ...change },
});
const leave = (until: string): FamilyCommand => ({
  type: 'MemberLeaves',
  data: { ...about, now, personId: 'ada', until },
});
const tell = (change: object = {}): FamilyCommand => ({
  type: 'TellStory',
  data: { ...about, now, ...telling, ...change },
});
const review = (change: object = {}): FamilyCommand => ({
  type: 'ReviewStory',
  data: { ...about, now, version: 1, reviewer: 'w1', location: 'checked', ...change },
});

describe('a family', () => {
  it('is formed once, before anything is said of it', () => {
    given().when(form).then(formed);
    given(formed).when(form).refuses('people/already-formed');
    given().when(add()).refuses('people/no-such-family');
    given().when(tell()).refuses('people/no-such-family');
  });

  it('is joined in one role at a time', () => {
    given(formed).when(add()).then(joined);
    given(formed, joined).when(add()).thenNothing();
    given(formed, joined)
      .when(add({ role: 'sibling' }))
      .refuses('people/already-a-member');
    given(formed)
      .when(add({ from: later }))
      .refuses('people/in-the-future');
  });

  it('is left, and may be joined again', () => {
    given(formed, joined).when(leave(now)).then(left);
    given(formed, joined, left).when(leave(now)).thenNothing();
    given(formed, joined, left).when(add()).then(joined);
    given(formed).when(leave(now)).refuses('people/not-a-member');
    given(formed, joined).when(leave(later)).refuses('people/in-the-future');
    given(formed, joined).when(leave('2026-06-01T00:00:00.000Z')).refuses('people/period-reversed');
  });

  it('tells its story, and each telling is a further version', () => {
    given(formed).when(tell()).then(told);
    given(formed, told).when(tell()).then(toldAgain);
  });

  it('tells it in words of those who tell it and those it is about', () => {
    given(formed)
      .when(tell({ tellers: [] }))
      .refuses('people/teller-missing');
    given(formed)
      .when(tell({ about: [] }))
      .refuses('people/nobody-in-the-story');
    given(formed)
      .when(tell({ words: { ...words, subjects: ['mum'] } }))
      .refuses('people/story-of-others');
    given(formed)
      .when(tell({ words: { ...words, subjects: ['mum', 'bo'] } }))
      .refuses('people/story-of-others');
    given(formed)
      .when(tell({ words: { ...words, clear: ' ' } }))
      .refuses('people/story-empty');
    given(formed)
      .when(tell({ words: { ...words, clear: 'x'.repeat(20_001) } }))
      .refuses('people/story-too-long');
    given(formed)
      .when(tell({ effectiveAt: later }))
      .refuses('people/in-the-future');
  });

  it('has its newest telling read for what it reveals, by the agency that was told', () => {
    given(formed, told).when(review()).then(reviewed);
    given(formed, told, toldAgain).when(review()).refuses('people/story-retold');
    given(formed)
      .when(review({ version: 0 }))
      .refuses('people/story-retold');
    given(formed, told)
      .when(review({ agencyId: 'school' }))
      .refuses('people/not-your-record');
  });
});

/** The events as the log keeps them: `e0`, `e1` … */
const recorded = (...events: readonly FamilyEvent[]) =>
  events.map((event, revision) => ({
    ...event,
    id: `e${revision}`,
    metadata: { agency: 'council', actor: 'w1', correlationId: 'c1' },
    stream: 'family-f1',
    revision,
    position: String(revision),
    recordedAt: now,
  }));

describe('what is known of a family', () => {
  it('is who is in it at the moment', () => {
    expect(familyFacts([], now)).toBeUndefined();
    expect(familyFacts(recorded(formed), now)).toEqual({ id: 'f1', members: [] });
    expect(familyFacts(recorded(formed, joined), now)).toEqual({ id: 'f1', members: ['ada'] });
    expect(familyFacts(recorded(formed, joined, left), now)).toEqual({ id: 'f1', members: [] });
    expect(familyFacts(recorded(formed, joined, left), yesterday)).toEqual({ id: 'f1', members: ['ada'] });
    expect(familyFacts(recorded(formed, joined, left, joined), later)).toEqual({ id: 'f1', members: ['ada'] });
  });

  it('has an item for each member, who is its subject', () => {
    const [item] = familyItems(recorded(formed, joined, left));
    expect(item).toMatchObject({
      id: 'member-f1-ada',
      kind: 'family-member',
      category: 'family-composition',
      source: 'council',
      stream: 'family-f1',
      revision: 2,
      effectiveAt: yesterday,
      passages: [{ id: 'e1', subjects: ['ada'], location: 'checked' }],
    });
    expect(familyContents(recorded(formed, joined, left))[0]).toEqual({
      item: 'member-f1-ada',
      passage: 'e1',
      plain: { familyId: 'f1', personId: 'ada', role: 'child', period: { from: yesterday, until: now } },
    });
  });

  it('has the story as last told, about its tellers too, unread until somebody has read it', () => {
    const [first] = familyItems(recorded(formed, told, reviewed));
    expect(first).toMatchObject({
      id: 'story-f1',
      revision: 2,
      passages: [{ id: 'e1', subjects: ['mum', 'ada'], location: 'checked' }],
    });
    const [again] = familyItems(recorded(formed, told, reviewed, toldAgain));
    expect(again).toMatchObject({ revision: 3, passages: [{ id: 'e3', location: 'unreviewed' }] });
    expect(familyContents(recorded(formed, told, reviewed, toldAgain))).toEqual([
      {
        item: 'story-f1',
        passage: 'e3',
        words: { confidential: words, eventId: 'e3', type: 'FamilyStoryTold', path: 'words' },
        plain: { version: 2, tellers: ['mum'], about: ['ada', 'mum'] },
      },
    ]);
  });
});
