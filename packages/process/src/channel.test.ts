import { expect, test } from 'vitest';
import { Channel } from './channel.ts';
import { topics } from './frames.ts';

/** A channel whose other end is another one, by pieces of this length; and what came. */
function connected(piece: number): { here: Channel; came: unknown[] } {
  const came: unknown[] = [];
  const there = new Channel(() => true);
  there.listen(topics.work, (message) => came.push(message));
  const here = new Channel((bytes) => {
    for (let at = 0; at < bytes.length; at += piece) there.push(bytes.slice(at, at + piece));
    return true;
  });
  return { here, came };
}

const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

/** To compare megabytes one by one takes seconds. */
function inShort(message: unknown): unknown {
  if (!(message instanceof Uint8Array)) return message;
  const [first] = message;
  return { length: message.length, first, alike: message.every((byte) => byte === first) };
}

test.each([100, 4096, 65_536, 1 << 22])('messages in pieces of %d bytes', (piece) => {
  const { here, came } = connected(piece);
  const messages = [filled(100_000, 1), 'short', filled(70_000, 2), filled(2 ** 21, 3), [4]];
  for (const message of messages) here.send(topics.work, message);
  here.flush();
  // Each has its own bytes, though the next ones came into the same room.
  expect(came.map(inShort)).toEqual(messages.map(inShort));
});

test('what was not written yet stays as it is', () => {
  const kept: Uint8Array[] = [];
  const here = new Channel((bytes) => {
    kept.push(bytes);
    return false;
  });
  here.send(topics.work, 'one');
  here.flush();
  const before = kept[0]!.slice();
  here.send(topics.work, 'two');
  here.flush();
  expect(kept[0]).toEqual(before);
  expect(kept[1]).not.toEqual(before);
});
