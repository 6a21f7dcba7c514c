import {
  cancelHere,
  enterProcess,
  listenTo,
  type ParentLink,
  type Seat,
  type Start,
} from '@heddle/core/internal';
import { ProcessStartError } from './errors.ts';
import { ProcessBoundary } from './boundary.ts';
import type { Channel } from './channel.ts';
import { channelToParent, readReply } from './child-channel.ts';
import { becomeChild } from './current.ts';
import { topics } from './frames.ts';
import type { FromProcess, Greeting, ToProcess } from './messages.ts';
import { objectInside } from './object-inside.ts';
import { pipePeer } from './hand-over.ts';
import type { PipeMessage } from './pipe-peer.ts';
import { Session } from './served/session.ts';
import { becomeUid, type Reply, type Request } from './served/peer.ts';

/** A process that was asked to end, and has, is ended by its parent's signal; without one in this time it exits by itself. */
const patience = 1000;

/** This process is one that Heddle has started: it does what its parent says, and ends when its parent does. */
export function serveProcess(): void {
  const child = new Child();
  process.on('exit', () => child.exiting());
  listenTo(child.parent, seat);
}

const toParent = new ProcessBoundary();

const seat: Seat = {
  boundary: toParent,
  printed,
  enter: (_start, target) => enterProcess(target),
  title: (name) => `process ${JSON.stringify(name)}`,
  failure: (message, options) => new ProcessStartError(message, options),
  objectOf: objectInside,
};

/** This process, as it serves its parent. */
class Child {
  readonly channel: Channel = channelToParent(endNow, (error) => {
    process.stderr.write(`Heddle: ${String(error)}\n`);
    endNow();
  });
  #hasFailed = false;
  #runsCalls = false;
  #isEnding = false;
  #isExiting = false;

  constructor() {
    this.channel.listen(topics.process, (message) => this.#told(message as ToProcess));
  }

  readonly parent: ParentLink = {
    send: (message, transfer = []) => {
      if ((message as { type: unknown }).type === 'threw') this.#hasFailed = true;
      this.channel.send(topics.work, message);
      if (this.#isExiting) this.channel.flush();
      for (const buffer of transfer) (buffer as ArrayBuffer).transfer(); // it is there now
    },
    flush: () => this.channel.flush(),
    onMessage: (listener) =>
      this.channel.listen(topics.work, (message) => {
        const start = message as Start;
        if (start.type === 'start') this.#runsCalls = start.service !== undefined;
        listener(message);
      }),
    close: () => this.#close(),
  };

  /** There is no other turn: all that is sent from now on is written at once. */
  exiting(): void {
    this.#isExiting = true;
    this.channel.flush();
  }

  #told(message: ToProcess): void {
    if (message.type === 'greeting') this.#greeted(message);
    else void this.#end();
  }

  #greeted(greeting: Greeting): void {
    becomeChild(greeting);
    becomeUid(greeting.uid);
    printAtOnce(process.stderr);
    if (greeting.isCaptured) printAtOnce(process.stdout);
    const send = (message: Request | Reply): void => this.channel.send(topics.served, message);
    const session = new Session({
      uid: greeting.parent.uid,
      boundary: toParent,
      send,
      ask: (request) => {
        send(request);
        this.channel.flush();
        return readReply(endNow);
      },
      reply: send, // the parent blocks for no child
      returnsItems: false,
    });
    this.channel.listen(topics.served, (message) => session.receive(message as never));
    // At once: what computes from here on would keep it for as long.
    const sendOfPipes = (message: PipeMessage): void => {
      this.channel.send(topics.pipes, message);
      this.channel.flush();
    };
    const pipes = pipePeer({
      uid: greeting.parent.uid,
      send: sendOfPipes,
      ask: (message) => {
        sendOfPipes(message);
        return readReply(endNow);
      },
    });
    this.channel.listen(topics.pipes, (message) => pipes.receive(message as PipeMessage));
  }

  async #end(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#tell({ type: 'heard' });
    await cancelHere('the process was terminated');
    if (this.#runsCalls) this.#close();
  }

  #close(): void {
    this.channel.flush();
    if (!this.#isEnding) process.exit(this.#hasFailed ? process.exitCode || 1 : process.exitCode);
    this.#tell({ type: 'cancelled' });
    setTimeout(() => process.exit(), patience);
  }

  #tell(message: FromProcess): void {
    this.channel.send(topics.process, message);
    this.channel.flush();
  }
}

/** The parent is gone: there is nobody to do anything for. */
function endNow(): never {
  try {
    process.kill(process.pid, 'SIGKILL');
  } catch {
    // It may send no signals.
  }
  process.exit(1);
}

/** Node loses what an exit finds on its way to a pipe; Bun and Deno write it first. */
function printAtOnce(stream: NodeJS.WriteStream): void {
  const { _handle: handle } = stream as { _handle?: { setBlocking?(isBlocking: boolean): void } };
  handle?.setBlocking?.(true);
}

/** Settles when what was printed is out. */
async function printed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength === 0 || stream.writableEnded) continue;
    await new Promise<void>((resolve) => {
      stream.write('', () => resolve());
    });
  }
}
