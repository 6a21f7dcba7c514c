import { enableSharing, installPlatform } from '@heddle/core/internal';
import type { Shareable } from '@heddle/core';
import { ProcessBoundary } from '../boundary.ts';
import { Session } from './session.ts';
import { serveObjects, type ServedHandle } from './handles.ts';
import { hears, isDone, pack, unpackOne, type Reply, type Request } from './peer.ts';

/** Lets this process serve objects. */
export function serveHere(): void {
  installPlatform({
    name: 'a runtime that shares memory',
    version: '1',
    isMainThread: true,
    now: () => performance.now(),
    hop: (callback) => void setImmediate(callback),
    setTimer: (callback, ms) => setTimeout(callback, ms),
    clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    missing: {},
  });
  enableSharing();
  serveObjects();
}

/** Another process, which says what a test says, and notes what it hears. */
export class Far {
  readonly heard: Reply[] = [];
  readonly boundary: ProcessBoundary = new ProcessBoundary();
  readonly #session: Session;
  #calls = 0;

  constructor(returnsItems = false, uid = 'far') {
    this.#session = new Session({
      uid,
      boundary: this.boundary,
      send: (message) => this.heard.push(message as Reply),
      reply: (reply) => this.heard.push(reply),
      returnsItems,
    });
    this.says({ type: 'who', number: 1, name: 'task (far)' });
    this.says({ type: 'who', number: 2, name: 'other (far)' });
  }

  says(request: Request): void {
    this.#session.receive(request);
  }

  /** The object is handed over; what goes there in place of it. */
  isSent(object: object, boundary: ProcessBoundary = this.boundary): ServedHandle {
    return boundary.kindOf(object)!.toHandle(object) as ServedHandle;
  }

  /** It is given the object, and has one for it. */
  gets(object: Shareable): number {
    const { object: number, handOver } = this.isSent(object);
    this.says({ type: 'has', handOver });
    return number;
  }

  /** Begins a step; gives the number of the call. */
  does(object: number, step: string, args: readonly unknown[] = [], who = 1): number {
    const call = ++this.#calls;
    this.says([call, object, step, pack(args, this.boundary), who, hears.caller]);
    return call;
  }

  /** What came of a call so far. */
  outcome(call: number): unknown {
    const reply = this.heard.find(
      (one) => (isDone(one) ? one[0] : 'call' in one && one.call) === call,
    );
    if (reply === undefined) return 'pending';
    if (!isDone(reply)) return reply.type;
    return reply[2] === undefined ? unpackOne(reply[1]) : { guard: reply[2] };
  }

  guardOf(call: number): number {
    return (this.outcome(call) as { guard: number }).guard;
  }

  dies(): void {
    this.#session.gone('a process');
    this.boundary.gone();
  }
}
