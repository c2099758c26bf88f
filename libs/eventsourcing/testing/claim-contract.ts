import { NO_STREAM, type EventStore } from '../index.js';
import { appendOf, happened, newClaim, newStream, times } from './contract-language.js';
import type { UnderTest } from './contract-language.js';

const addOne = async (store: EventStore, stream: string): Promise<void> => {
  const head = (await store.heads([stream])).get(stream)!;
  await store.append(appendOf({ stream, expected: head }));
};

export const claimContract = (get: () => UnderTest): void => {
  it('give a repeat the first answer, also after the stream has moved on', async () => {
    const { store } = get();
    const command = appendOf({ events: [happened(), happened()] });
    const first = await store.append(command);
    await addOne(store, command.stream);

    const again = { ...first, replayed: true };
    expect(first.replayed).toBe(false);
    expect(await store.append(command)).toEqual(again);
    expect(await store.append({ ...command, expected: 2, events: [happened()] })).toEqual(again);
    expect(await store.append({ ...command, stream: newStream() })).toEqual(again);
    expect(await store.read(command.stream)).toHaveLength(3);
  });

  it('remember that a command had nothing to add', async () => {
    const { store } = get();
    const { stream, position } = await store.append(appendOf({ events: [happened(), happened()] }));
    const nothing = appendOf({ stream, events: [], expected: 1 });
    const first = await store.append(nothing);
    expect(first).toMatchObject({ stream, revision: 1, eventIds: [], replayed: false });
    expect(store.isAfter(position, first.position)).toBe(false);

    await addOne(store, stream);
    expect(await store.append({ ...nothing, events: [happened()] })).toEqual({ ...first, replayed: true });
    expect(await store.answerTo(nothing.claim)).toEqual({ ...first, replayed: true });
    expect(await store.read(stream)).toHaveLength(3);
  });

  it('say the head of the log when a command had nothing to add, wherever its stream ends', async () => {
    const { store } = get();
    const { stream, position } = await store.append(appendOf({ events: [happened(), happened()] }));
    const elsewhere = await store.append(appendOf());
    const nothing = await store.append(appendOf({ stream, events: [], expected: 1 }));
    expect(store.isAfter(nothing.position, position)).toBe(true);
    expect(store.isAfter(elsewhere.position, nothing.position)).toBe(false);
    expect(store.isAfter(nothing.position, await store.head())).toBe(false);
  });

  it('remember that a command had nothing to add to a stream that does not exist', async () => {
    const { store } = get();
    const nothing = appendOf({ events: [] });
    const first = await store.append(nothing);
    expect(first).toMatchObject({ revision: NO_STREAM, eventIds: [], replayed: false });
    await store.append(appendOf({ stream: nothing.stream }));
    expect(await store.append(nothing)).toEqual({ ...first, replayed: true });
    expect(await store.read(nothing.stream)).toHaveLength(1);
  });

  it('do not let a stale decision that nothing is to be added stand', async () => {
    const { store } = get();
    const { stream } = await store.append(appendOf({ events: [happened(), happened()] }));
    const nothing = appendOf({ stream, events: [], expected: 0 });
    await expect(store.append(nothing)).rejects.toMatchObject({ code: 'revision-conflict' });
    expect(await store.answerTo(nothing.claim)).toBeUndefined();
  });

  it('conflict when the command id comes with another request', async () => {
    const { store } = get();
    const command = appendOf();
    await store.append(command);
    const other = { ...command.claim, requestMac: 'mac-2' };
    await expect(store.append({ ...command, claim: other, expected: 0 })).rejects.toMatchObject({
      code: 'command-conflict',
    });
    await expect(store.append(appendOf({ claim: other }))).rejects.toMatchObject({ code: 'command-conflict' });
    await expect(store.answerTo(other)).rejects.toMatchObject({ code: 'command-conflict' });
    expect(await store.read(command.stream)).toHaveLength(1);
  });

  it('are each agency’s own', async () => {
    const { store } = get();
    const command = appendOf();
    const first = await store.append(command);
    const elsewhere = appendOf({ stream: command.stream, expected: 0, claim: { ...command.claim, agency: 'health' } });
    expect(await store.answerTo(elsewhere.claim)).toBeUndefined();
    expect(await store.append(elsewhere)).toMatchObject({ revision: 1, replayed: false });
    expect(await store.answerTo(command.claim)).toEqual({ ...first, replayed: true });
  });

  it('tell ids apart that look alike', async () => {
    const { store } = get();
    const [stream, id] = [newStream(), newClaim().commandId];
    const alike = [
      { agency: 'a', commandId: `b-${id}` },
      { agency: 'a-b', commandId: id },
      { agency: 'a', commandId: `B-${id}` },
      { agency: 'A', commandId: `b-${id}` },
      { agency: 'a', commandId: `b-${id} ` },
    ];
    for (const [index, names] of alike.entries()) {
      const appended = await store.append(
        appendOf({ stream, expected: index - 1, claim: { ...names, requestMac: 'mac-1' } }),
      );
      expect(appended).toMatchObject({ revision: index, replayed: false });
    }
  });

  it('know nothing of a command that never came', async () => {
    const { store } = get();
    expect(await store.answerTo(newClaim())).toBeUndefined();
  });

  it.each([2, 12])('let %i identical commands at the same time append once', async (count) => {
    const { store } = get();
    const command = appendOf({ events: [happened(), happened()] });
    const answers = await Promise.all(times(count, () => store.append(command)));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    for (const answer of answers) expect(answer).toEqual({ ...answers[0], replayed: answer.replayed });
    expect(await store.read(command.stream)).toHaveLength(2);
  });

  it('let one of several requests with the same id at the same time win', async () => {
    const { store } = get();
    const claim = newClaim();
    const requests = times(6, (n) => appendOf({ claim: { ...claim, requestMac: `mac-${n}` } }));
    const outcomes = await Promise.allSettled(requests.map((request) => store.append(request)));
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(5);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: 'command-conflict' });
    const heads = [...(await store.heads(requests.map(({ stream }) => stream))).values()];
    expect(heads.filter((head) => head === 0)).toHaveLength(1);
  });

  it('are given up by a command that lost its race, so that it can be decided afresh', async () => {
    const { store } = get();
    const stream = newStream();
    const [a, b] = [appendOf({ stream }), appendOf({ stream })];
    const outcomes = await Promise.allSettled([store.append(a), store.append(b), store.append(a), store.append(b)]);
    const loser = outcomes[0].status === 'rejected' ? a : b;
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(await store.append({ ...loser, expected: 0 })).toMatchObject({ revision: 1, replayed: false });
  });
};
