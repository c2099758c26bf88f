import { runInThisContext } from 'node:vm';
import { withoutNegativeTimers } from './warnings.js';

/** Calls a function as if the call stood in that file. */
const callFrom = (filename: string, called: () => void): void => {
  const call = runInThisContext('(called) => called()', { filename }) as (called: () => void) => void;
  call(called);
};

describe('the warnings of the process', () => {
  const inKafkajs = '/srv/node_modules/kafkajs/src/network/requestQueue/index.js';
  const heard = (filename: string, name: string): readonly string[] => {
    const lines: string[] = [];
    const emit = withoutNegativeTimers((warning) => void lines.push(String(warning)));
    callFrom(filename, () => {
      (emit as (warning: string, name: string) => void)('-1 is a negative number', name);
    });
    return lines;
  };

  it('leave out the timer that kafkajs sets into the past', () => {
    expect(heard(inKafkajs, 'TimeoutNegativeWarning')).toEqual([]);
  });

  it('leave out no other warning, and no such timer of anybody else', () => {
    expect(heard(inKafkajs, 'DeprecationWarning')).toHaveLength(1);
    expect(heard('/srv/apps/hub/main.js', 'TimeoutNegativeWarning')).toHaveLength(1);
  });
});
