import { CannotSendError, InvalidArgumentError, InvalidStateError, toHandle } from '@heddle/core';
import { readValue, writeValue } from '@heddle/core/internal';
import { beforeAll, describe, expect, test } from 'vitest';
import { ProcessBoundary } from './boundary.ts';
import type { Connection } from './connection.ts';
import { EndOfFileError } from './errors.ts';
import { handOverConnections, pipePeer } from './hand-over.ts';
import { news, type PipeMessage } from './pipe-peer.ts';
import { Pipe } from './pipe.ts';

beforeAll(handOverConnections);

/** What goes to a process that has nothing of this one's yet, and whose ends get numbers from 1 up. */
function far(): {
  sent: PipeMessage[];
  peer: ReturnType<typeof pipePeer>;
  /** Hands an end over; gives its number. */
  give(end: Connection): number;
  boundary: ProcessBoundary;
} {
  const sent: PipeMessage[] = [];
  const peer = pipePeer({ uid: 'far', send: (message) => sent.push(message) });
  const boundary = new ProcessBoundary();
  return {
    sent,
    peer,
    boundary,
    give(end) {
      const kind = boundary.kindOf(end)!;
      return (kind.toHandle(end) as { end: number }).end;
    },
  };
}

describe('an end that is handed to a process', () => {
  test('170: gets what was sent before it is there, in order, and then what comes', async () => {
    const { sent, peer, give } = far();
    const [here, there] = Pipe<number>();
    here.send(1);
    const end = give(there);
    here.send(2);
    expect(sent).toEqual([]);
    peer.receive([news.arrived, -end]);
    here.send(3);
    expect(
      sent.map(([what, number, bytes]) => [what, number, readValue(bytes as Uint8Array)]),
    ).toEqual([
      [news.value, end, 1],
      [news.value, end, 2],
      [news.value, end, 3],
    ]);
    peer.receive([news.value, -end, writeValue('back', 'value').slice()]);
    expect(await here.recv()).toBe('back');
  });

  test('171: hears of the end of the other one, and that of it', async () => {
    const { sent, peer, give } = far();
    const [here, there] = Pipe<number>();
    const end = give(there);
    here.send(1);
    here.close();
    peer.receive([news.arrived, -end]);
    expect(sent.map(([what]) => what)).toEqual([news.value, news.ended]);

    const [left, right] = Pipe<number>();
    const other = give(right);
    peer.receive([news.arrived, -other]);
    peer.receive([news.ended, -other]);
    await expect(left.recv()).rejects.toThrow(EndOfFileError);
    peer.receive([news.ended, -other]);
    peer.receive([news.value, -other, new Uint8Array([0])]); // of no end that there is
  });

  test('is closed if it is dropped there, if its process dies, and if that dies before it is there', async () => {
    for (const dies of [
      (one: ReturnType<typeof far>, end: number) => one.peer.receive([news.ended, -end]),
      (one: ReturnType<typeof far>, end: number) => {
        one.peer.receive([news.arrived, -end]);
        one.peer.gone();
      },
      (one: ReturnType<typeof far>) => one.boundary.gone(),
    ]) {
      const one = far();
      const [here, there] = Pipe<number>();
      const end = one.give(there);
      const waiting = here.recv();
      dies(one, end);
      await expect(waiting).rejects.toThrow(EndOfFileError);
      expect(() => here.send(1)).toThrow('the other end is closed');
    }
  });

  test('does not arrive twice', () => {
    const { sent, peer, give } = far();
    const [, there] = Pipe<number>();
    const end = give(there);
    peer.receive([news.arrived, -end]);
    peer.receive([news.arrived, -end]);
    expect(sent).toEqual([[news.ended, end]]);
  });

  test('stays where something beside it cannot cross', async () => {
    const [here, there] = Pipe<number>();
    const boundary = new ProcessBoundary();
    expect(() => writeValue([there, () => {}], 'args', boundary)).toThrow(CannotSendError);
    const used = writeValue(here, 'value', boundary).slice();
    expect(() => here.send(1)).toThrow(InvalidStateError);
    expect(readValue(used)).toBe(here); // it has come back
    there.send(1);
    expect(await here.recv()).toBe(1);
  });

  test('goes to no thread', () => {
    const [here] = Pipe();
    expect(() => writeValue([here], 'args')).toThrow(
      'cannot send args[0]: a Heddle object (Connection) that stays in its thread',
    );
    expect(() => toHandle(here as never)).toThrow(InvalidArgumentError);
  });
});
