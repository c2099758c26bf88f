import { KafkaJSNonRetriableError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';
import { failureOf, saysNotWritten } from './failure.js';

const said = (type: string): Error =>
  new KafkaJSProtocolError(Object.assign(new Error(`the broker says ${type}`), { type, code: 1, retriable: true }));

const afterRepeats = (error: Error): Error =>
  new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 5, retryTime: 1 });

describe('a failure of Kafka', () => {
  it.each([
    ['MESSAGE_TOO_LARGE', 'too-large'],
    ['RECORD_LIST_TOO_LARGE', 'too-large'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'unknown-topic'],
    ['TOPIC_AUTHORIZATION_FAILED', 'refused'],
    ['NOT_LEADER_FOR_PARTITION', 'unavailable'],
    ['REQUEST_TIMED_OUT', 'unavailable'],
  ])('means by the word %s that it is %s, also after repeats', (word, code) => {
    expect(failureOf(said(word), 'sending')).toMatchObject({ code, message: `sending: ${word}` });
    expect(failureOf(afterRepeats(said(word)), 'sending')).toMatchObject({ code });
  });

  it('is a broker out of reach when a connection was refused, which the client thinks final', () => {
    const error = new KafkaJSNonRetriableError(new Error('connect ECONNREFUSED 127.0.0.1:9092'));
    expect(error.retriable).toBe(false);
    expect(failureOf(error, 'sending')).toMatchObject({ code: 'unavailable', inDoubt: false });
  });

  it('repeats no sentence of the client', () => {
    expect(failureOf(new Error('could not send Ayesha'), 'sending').message).toBe('sending: Error');
  });

  it('leaves a doubt unless the broker has said that nothing was written', () => {
    expect(
      ['MESSAGE_TOO_LARGE', 'NOT_ENOUGH_REPLICAS', 'TOPIC_AUTHORIZATION_FAILED'].map(said).map(saysNotWritten),
    ).toEqual([true, true, true]);
    expect(
      ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'REQUEST_TIMED_OUT', 'UNKNOWN', 'KAFKA_STORAGE_ERROR']
        .map(said)
        .map(saysNotWritten),
    ).toEqual([false, false, false, false]);
    expect(saysNotWritten(new Error('closed'))).toBe(false);
  });
});
