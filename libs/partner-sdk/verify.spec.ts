import type { Keys } from './index.js';
import { messageIn, sampleFeed } from './testing/index.js';
import { verify } from './verify.js';

const BASE64URL = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

const isVerified = async (text: string, keys: Keys): Promise<boolean> => {
  try {
    await verify(JSON.parse(text) as Record<string, unknown>, keys);
    return true;
  } catch {
    return false;
  }
};

describe('a signature', () => {
  it('is that of the hub, and verifies', async () => {
    const feed = sampleFeed();
    expect(await isVerified(feed.next(), feed.keys)).toBe(true);
  });

  // The last letter carries two bits only: a decoder that is lenient reads sixteen letters as the same signature.
  it('is none when it ends in any other letter', async () => {
    const feed = sampleFeed();
    const text = feed.next();
    const { jws } = messageIn(text);
    const others = BASE64URL.filter((letter) => letter !== jws.at(-1));
    const passed = [];
    for (const letter of others)
      if (await isVerified(text.replace(jws, `${jws.slice(0, -1)}${letter}`), feed.keys)) passed.push(letter);
    expect(passed).toEqual([]);
  });

  it('is none when any byte of the message is changed', async () => {
    const feed = sampleFeed();
    const text = feed.next();
    const passed = [];
    for (const [at, letter] of Array.from(text).entries()) {
      const changed = `${text.slice(0, at)}${letter === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      if (await isVerified(changed, feed.keys)) passed.push(at);
    }
    expect(passed).toEqual([]);
  });
});
