/* eslint-disable complexity -- a table of commands */
import { randomUUID } from 'node:crypto';
// Nothing of the hub itself is loaded here: a suite may put something in the place of the decision first.
import { revisionOf } from '../e2e/agent.js';
import type { Agent, Answer, Options, TestHub } from '../e2e/hub.js';
import { isAsked, type Asked, type Caller, type History, type Recorded, type Step } from './history.js';
import type { Timeline } from './histories.js';

/** A question as it was put to the hub, everything recorded before it, and what came back. */
export interface Put {
  readonly history: History;
  readonly asked: Asked;
  readonly answer: Answer;
}

type Names = Map<string, string>;

/** The same with the hub's ids in place of the history's own names. */
const resolved = <T>(value: T, names: Names): T => {
  if (typeof value === 'string') return (names.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => resolved(each, names)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved<unknown>(each, names)])) as T;
};

interface Command {
  readonly path: string;
  readonly body?: object;
  /** The register is one stream: its commands are given one after another. */
  readonly register?: boolean;
}

const AGENCY_ROLES = { ig: ['information-governance'], admin: ['administrator'] };

const termsOf = (terms: object, title: string) => ({ terms: { title, kind: 'sharing', clauses: {}, ...terms } });

/** What is sent for a recording. The first one's receipt names what was recorded. */
const commandsOf = (step: Recorded): readonly Command[] => {
  switch (step.do) {
    case 'register-agency':
      return [
        { path: '/agencies', body: { id: step.id, name: step.id, sector: 'council', powers: step.powers } },
        ...step.roles.map(({ code, reach }) => ({
          path: `/agencies/${step.id}/roles`,
          body: { code, title: code, reach, functions: ['practitioner'] },
        })),
        ...Object.entries(AGENCY_ROLES).map(([code, functions]) => ({
          path: `/agencies/${step.id}/roles`,
          body: { code, title: code, reach: 'caseload', functions },
        })),
        { path: `/agencies/${step.id}/clients`, body: { clientId: `client-of-${step.id}` } },
      ].map((command) => ({ ...command, register: true }));
    case 'suspend-agency':
      return [{ path: `/agencies/${step.agency}/suspensions`, body: { reason: 'under-review' }, register: true }];
    case 'reinstate-agency':
      return [{ path: `/agencies/${step.agency}/reinstatements`, body: { reason: 'reviewed' }, register: true }];
    case 'draft-agreement':
      return [{ path: '/agreements', body: termsOf(step.terms, 'An agreement'), register: true }];
    case 'amend-agreement':
      return [
        { path: `/agreements/${step.agreement}/versions`, body: termsOf(step.terms, 'An agreement'), register: true },
      ];
    case 'propose-agreement':
      return [{ path: `/agreements/${step.agreement}/proposals`, body: { version: step.version }, register: true }];
    case 'sign-agreement':
      return [
        {
          path: `/agreements/${step.agreement}/signatures`,
          body: { version: step.version, capacity: 'director' },
          register: true,
        },
      ];
    case 'suspend-agreement':
      return [{ path: `/agreements/${step.agreement}/suspensions`, body: { reason: 'breach' }, register: true }];
    case 'resume-agreement':
      return [{ path: `/agreements/${step.agreement}/resumptions`, body: { reason: 'put-right' }, register: true }];
    case 'end-agreement':
      return [{ path: `/agreements/${step.agreement}/endings`, body: { reason: 'no-longer-needed' }, register: true }];
    case 'register-person': {
      const { given, dateOfBirth, imported } = step;
      return [
        {
          path: '/people',
          body: {
            name: { given, family: `Example ${given}` },
            ...(dateOfBirth !== undefined && { dateOfBirth }),
            ...(imported && { origin: 'imported' }),
          },
        },
      ];
    }
    case 'correct-birth-date':
      return [{ path: `/people/${step.person}/birth-dates`, body: { dateOfBirth: step.dateOfBirth } }];
    case 'record-address':
      return [{ path: `/people/${step.person}/addresses`, body: { lines: [step.line], from: step.from } }];
    case 'record-responsibility':
      return [
        {
          path: `/people/${step.person}/parental-responsibilities`,
          body: { holder: step.holder, how: 'birth', from: step.from },
        },
      ];
    case 'end-responsibility':
      return [
        {
          path: `/people/${step.person}/parental-responsibilities/${step.holder}/endings`,
          body: { until: step.until },
        },
      ];
    case 'dispute-responsibility':
      return [
        {
          path: `/people/${step.person}/parental-responsibilities/${step.holder}/disputes`,
          body: { from: step.from },
        },
      ];
    case 'resolve-dispute':
      return [
        {
          path: `/people/${step.person}/parental-responsibilities/${step.holder}/disputes/${step.dispute}/resolutions`,
          body: { until: step.until },
        },
      ];
    case 'assess-competence':
      return [
        {
          path: `/people/${step.person}/competence-findings`,
          body: { competent: step.competent, assessor: 'ash', at: step.assessedAt, because: 'Talked it through.' },
        },
      ];
    case 'restrict-person':
      return [{ path: `/people/${step.person}/restrictions`, body: step.hidden }];
    case 'lift-restriction':
      return [{ path: `/people/${step.person}/restrictions/${step.restriction}/liftings` }];
    case 'record-involvement': {
      const { workers, service, from, until, location } = step;
      return [{ path: `/people/${step.person}/involvements`, body: { workers, service, from, until, location } }];
    }
    case 'end-involvement':
      return [{ path: `/people/${step.person}/involvements/${step.involvement}/endings`, body: { until: step.until } }];
    case 'record-conflict':
      return [{ path: `/people/${step.person}/conflicts-of-interest`, body: { worker: step.worker, kind: step.kind } }];
    case 'clear-conflict':
      return [{ path: `/people/${step.person}/conflicts-of-interest/${step.worker}/clearances` }];
    case 'find-harm': {
      const { categories, recipients, reviewOn } = step;
      return [
        {
          path: `/people/${step.person}/harm-findings`,
          body: { categories, recipients, reviewOn, because: 'It would do harm.' },
        },
      ];
    }
    case 'close-harm':
      return [{ path: `/people/${step.person}/harm-findings/${step.finding}/closures` }];
    case 'form-family':
      return [{ path: '/families', body: { members: step.members } }];
    case 'join-family': {
      const { personId, role, from } = step;
      return [{ path: `/families/${step.family}/members`, body: { personId, role, from } }];
    }
    case 'leave-family':
      return [{ path: `/families/${step.family}/members/${step.person}/departures`, body: { until: step.until } }];
    case 'tell-story': {
      const { tellers, about, words } = step;
      return [{ path: `/families/${step.family}/stories`, body: { tellers, about, words } }];
    }
    case 'review-story':
      return [
        {
          path: `/families/${step.family}/story-reviews`,
          body: { version: step.version, location: step.location },
        },
      ];
    case 'record-consent': {
      const { subject, grantor, capacity, decision, scope, from, until, effectiveAt } = step;
      return [{ path: '/consents', body: { subject, grantor, capacity, decision, scope, from, until, effectiveAt } }];
    }
    case 'withdraw-consent':
      return [{ path: `/consents/${step.consent}/withdrawals`, body: { subject: step.subject } }];
    case 'withdraw-all':
      return [{ path: `/people/${step.subject}/consent-withdrawals`, body: { grantor: step.grantor } }];
    case 'consent-in-error':
      return [{ path: `/consents/${step.consent}/errors`, body: { subject: step.subject } }];
    case 'record-note': {
      const { category, labels, effectiveAt, passages, handling, imported } = step;
      return [
        {
          path: '/case-notes',
          body: { category, labels, effectiveAt, passages, handling, ...(imported && { origin: 'imported' }) },
        },
      ];
    }
    case 'correct-note':
      return [
        { path: `/case-notes/${step.note}/corrections`, body: { passages: step.passages, because: 'It was wrong.' } },
      ];
    case 'restrict-note':
      return [{ path: `/case-notes/${step.note}/restrictions`, body: step.hidden }];
    case 'lift-note-restriction':
      return [{ path: `/case-notes/${step.note}/restrictions/${step.restriction}/liftings` }];
    case 'note-in-error':
      return [{ path: `/case-notes/${step.note}/errors`, body: { because: 'Another child.' } }];
    case 'review-note':
      return [
        {
          path: `/case-notes/${step.note}/location-reviews`,
          body: {
            passages: step.passages.map(({ version, index, location }) => ({
              id: `${step.note}.${String(version)}.${String(index)}`,
              location,
            })),
          },
        },
      ];
    case 'open-override':
      return [
        { path: '/overrides', body: { subjects: step.subjects, because: 'It cannot wait.', minutes: step.minutes } },
      ];
    case 'close-override':
      return [{ path: `/overrides/${step.override}/closings` }];
  }
};

/** The events that a command on the register comes to. */
const registerEventsOf = (step: Recorded): readonly { readonly type: string; readonly data: object }[] => {
  const by = step.by.agency;
  switch (step.do) {
    case 'register-agency': {
      const { id: agencyId, powers, roles } = step;
      const roleOf = (code: string, reach: string, functions: readonly string[]) => ({
        code,
        title: code,
        reach,
        functions,
      });
      const all = [
        ...roles.map(({ code, reach }) => roleOf(code, reach, ['practitioner'])),
        ...Object.entries(AGENCY_ROLES).map(([code, functions]) => roleOf(code, 'caseload', functions)),
      ];
      return [
        { type: 'AgencyRegistered', data: { agencyId, name: agencyId, sector: 'council', powers } },
        ...all.map((role) => ({ type: 'AgencyRoleRegistered', data: { agencyId, role } })),
        {
          type: 'AgencyClientRegistered',
          data: { agencyId, issuer: 'https://development.concord.invalid', clientId: `client-of-${agencyId}` },
        },
      ];
    }
    case 'draft-agreement': {
      const { terms } = termsOf(step.terms, 'An agreement');
      return [{ type: 'AgreementDrafted', data: { agreementId: step.id, version: 1, terms, by } }];
    }
    case 'propose-agreement': {
      const { agreement: agreementId, version } = step;
      return [{ type: 'AgreementProposed', data: { agreementId, version, gaps: [], by } }];
    }
    case 'sign-agreement': {
      const { agreement: agreementId, version, at } = step;
      const signature = { agencyId: by, signatory: step.by.worker, capacity: 'director', at };
      return [{ type: 'AgreementSigned', data: { agreementId, version, ...signature } }];
    }
    default:
      throw new Error(`${step.do} does not belong to the beginning`);
  }
};

/** A history on its way into the hub. */
interface Playing {
  readonly history: History;
  readonly names: Names;
  readonly done: Step[];
  readonly put: Put[];
  next: number;
  position: string;
}

/** Work of many histories on one record, one after another. */
const queue = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
};

/** Does the work of all with so many at a time. */
const inParallel = async <T>(all: readonly T[], width: number, work: (each: T) => Promise<void>): Promise<void> => {
  const left = [...all];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: width }, lane));
};

export interface RecorderOptions {
  /** So many histories at a time. */
  readonly width?: number;
  /**
   * How the agencies and agreements of the beginning come into the log: by the API, or as the events that it would
   * append. The register is one stream, whose commands lose many a race against each other.
   */
  readonly beginnings?: 'http' | 'log';
  /** Ids of agreements that come as events. Flows are tried in their order. */
  readonly agreementId?: () => string;
  /** How a question of a history is put, perhaps more than once; nothing else is asked meanwhile. */
  readonly puts?: (send: () => PromiseLike<Answer>, index: number) => Promise<readonly Answer[]>;
}

/** Each playing has agencies of its own, in whatever hub. */
let played = 0;

/** Records histories in a hub, side by side on one clock, and puts their questions to it. */
export const recorder = (
  hub: TestHub,
  { width = 12, beginnings = 'log', agreementId = randomUUID, puts }: RecorderOptions = {},
) => {
  const [register, questions] = [queue(), queue()];

  const agentFor = ({ agency, role, worker }: Caller): Agent =>
    agency === 'partnership' ? hub.administrator : hub.as(agency, role, worker);

  /** What has been seen of the agreement that a command changes. */
  const seenFor = async (path: string): Promise<Options> => {
    const [agreement] = /^\/agreements\/[^/]+/.exec(path) ?? [];
    return agreement === undefined ? {} : { ifMatch: await revisionOf(hub.administrator, agreement) };
  };

  const give = async (step: Recorded): Promise<{ readonly id: string; readonly position: string }> => {
    const send = async (commands: readonly Command[]) => {
      let first: { id: string; position: string } | undefined;
      for (const { path, body } of commands) {
        const receipt = await agentFor(step.by)
          .post(path, body ?? {}, await seenFor(path))
          .created();
        first = { id: first?.id ?? receipt.id, position: receipt.position };
      }
      return first as { id: string; position: string };
    };
    const commands = commandsOf(step);
    return commands.some((command) => command.register) ? register(() => send(commands)) : send(commands);
  };

  /** Appends how a history begins, up to its first step that is not about the register. */
  const begin = async (one: Playing): Promise<void> => {
    const isRegister = (step: Step | undefined): step is Recorded =>
      step !== undefined && !isAsked(step) && /-agenc|-agreement/.test(step.do);
    const events: { readonly type: string; readonly data: object }[] = [];
    for (let step = one.history[one.next]; isRegister(step); step = one.history[++one.next]) {
      if (step.do === 'draft-agreement') one.names.set(step.id, agreementId());
      events.push(...registerEventsOf(resolved(step, one.names)));
      one.done.push(resolved(step, one.names));
    }
    const metadata = { agency: 'partnership', actor: 'oracle', correlationId: randomUUID() };
    const head = (await hub.store.heads(['register'])).get('register') ?? -1;
    const appended = await hub.store.append({
      stream: 'register',
      events: events.map((event) => ({ ...event, id: randomUUID(), metadata })),
      expected: head,
      claim: { agency: 'partnership', commandId: randomUUID(), requestMac: 'oracle' },
    });
    one.position = appended.position;
  };

  const ask = (asked: Asked, position: string): PromiseLike<Answer> => {
    const path =
      'person' in asked.about ? `/people/${asked.about.person}/view` : `/families/${asked.about.family}/view`;
    const { purpose, ground, gateway, override } = asked;
    return agentFor(asked.by).get(path, {
      purpose,
      query: { limit: 200 },
      minPosition: position,
      ...(ground && { ground: { ...ground, ...(ground.kind === 'typed' && { words: 'A worry.' }) } }),
      ...(gateway !== undefined && { gateway }),
      ...(override !== undefined && { override }),
    });
  };

  /** Everything that happens in these histories, in the order of the timeline. Gives every question with its answer. */
  return async (timeline: Timeline, histories: readonly History[]): Promise<readonly (readonly Put[])[]> => {
    const playing = histories.map((history): Playing => {
      played += 1;
      const names: Names = new Map();
      for (const step of history)
        if (step.do === 'register-agency') names.set(step.id, `h${String(played)}-${step.id.slice(1)}`);
      return { history, names, done: [], put: [], next: 0, position: hub.store.start };
    });
    if (beginnings === 'log') for (const one of playing) await begin(one);
    for (const instant of timeline) {
      hub.clock.set(instant);
      const ready = playing.filter(({ history, next }) => history[next]?.at === instant);
      await inParallel(ready, width, async (one) => {
        for (let step = one.history[one.next]; step?.at === instant; step = one.history[++one.next]) {
          if (isAsked(step)) {
            const asked = resolved(step, one.names);
            const send = () => ask(asked, one.position);
            const answers = puts ? await questions(() => puts(send, playing.indexOf(one))) : [await send()];
            for (const answer of answers) one.put.push({ history: [...one.done], asked, answer });
            continue;
          }
          try {
            const { id, position } = await give(resolved(step, one.names));
            one.position = position;
            if ('id' in step && !one.names.has(step.id)) one.names.set(step.id, id);
          } catch (error) {
            throw new Error(`refused: ${JSON.stringify(resolved(step, one.names))}`, { cause: error });
          }
          one.done.push(resolved(step, one.names));
        }
      });
    }
    const stuck = playing.find(({ history, next }) => next < history.length);
    if (stuck) throw new Error(`out of time: ${JSON.stringify(stuck.history[stuck.next])}`);
    return playing.map(({ put }) => put);
  };
};
