import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { forEachBlock } from '../memory/allocate.ts';
import { kinds } from '../memory/layout.ts';
import type { WorkerEnd, WorkerLink } from '../platform.ts';
import { installPlatform, platform } from '../realm.ts';
import { outcomes } from '../thread/call-lane.ts';
import { Callee } from '../thread/lane-callee.ts';
import type { FromService, ToService } from '../thread/call-messages.ts';
import type { Incoming } from '../thread/call-way.ts';
import { LaneWay } from '../thread/lane-way.ts';
import { MailWay } from '../thread/mail-way.ts';
import type { Answer, Start } from '../thread/protocol.ts';
import type { Listed } from '../thread/known-tasks.ts';
import { tasks } from '../thread/tasks.ts';

/** A thread of a pool on this program's shared memory, whose part a test plays step by step. */
export class PlayedThread implements WorkerLink {
  agent!: Agent;
  way!: LaneWay;
  isTerminated = false;
  /** Its creator's program does not end before it. */
  isHeld = true;
  /** Messages that it has not read, and those of its own that its creator has not. */
  readonly mail: ToService[] = [];
  readonly said: (FromService | Answer)[] = [];
  #hear: (message: unknown) => void = () => {};
  #end: (end: WorkerEnd) => void = () => {};

  send(message: unknown): void {
    const { type } = message as { type: string };
    if (type === 'start') this.#join(message as Start);
    else this.mail.push(message as ToService);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#hear = listener;
  }
  onEnd(listener: (end: WorkerEnd) => void): void {
    this.#end = listener;
  }
  terminate(): void {
    this.isTerminated = true;
  }
  ref(): void {
    this.isHeld = true;
  }
  unref(): void {
    this.isHeld = false;
  }

  #join({ service, memory }: Start): void {
    this.agent = new Agent(thisAgent().memory, memory!.thread);
    const lane = new Callee(this.agent, service!.lane!, memory!.creator);
    const post = new MailWay((message) => void this.said.push(message));
    this.way = new LaneWay(this.agent, lane, post);
    joinMemory(thisAgent());
  }

  /** Runs `body` with what this thread has. */
  #here<T>(body: () => T): T {
    const creator = thisAgent();
    joinMemory(this.agent);
    try {
      return body();
    } finally {
      joinMemory(creator);
    }
  }

  /** From here on what the test says. */
  begins(): this {
    this.#hear({ heddle: 1, type: 'started' });
    return this;
  }
  /** It reads what was sent. */
  reads(): void {
    this.#here(() => {
      for (const message of this.mail.splice(0)) this.way.receive(message);
    });
  }
  /** It begins the next call. */
  next(): Incoming | undefined {
    return this.#here(() => this.way.next());
  }
  answers({ number, args }: Incoming): void {
    this.#here(() => {
      this.way.answer(number, outcomes.returned, args[0]);
      this.way.flush();
    });
  }
  /** Runs calls that give what they are called with, until there are none. */
  runs(begun: (call: Incoming) => void = () => {}): void {
    this.reads();
    for (let call = this.next(); call !== undefined; call = this.next()) {
      begun(call);
      this.answers(call);
    }
    this.#here(() => this.way.flush());
  }
  /** Its creator hears all that it has told. */
  heard(): void {
    for (const message of this.said.splice(0)) this.#hear({ heddle: 1, ...message });
    this.#hear({ heddle: 1, type: 'answers', answers: [], pace: 0 });
  }
  dies(end: WorkerEnd = { code: 1 }): void {
    this.#end(end);
  }
  /** It is gone, and all that it has said in shared memory is that. */
  parts(): void {
    this.#here(() => Agent.part(this.agent.memory, this.agent));
  }
}

/** All that were started, in their order. */
export const played: PlayedThread[] = [];

installPlatform({
  ...platform(),
  name: 'test',
  missing: {},
  threads: {
    start: () => {
      const thread = new PlayedThread();
      played.push(thread);
      return thread;
    },
    wrap: () => {
      throw new TypeError('no worker');
    },
  },
});

/** Gives what it is called with first. */
export const echo: ((value: unknown, ...more: unknown[]) => unknown) & Listed = tasks(
  'played-thread',
  import.meta.url,
  { echo: (value: unknown, ..._more: unknown[]): unknown => value },
).echo;

/** What only a message can carry. */
export function byMessage(): unknown {
  return new SharedArrayBuffer(8);
}

/** How many blocks of shared memory are in use, of all kinds or of one. */
export function blocksInUse(of?: keyof typeof kinds): number {
  let count = 0;
  forEachBlock(thisAgent().memory, (_, kind) => {
    if (of === undefined ? kind !== kinds.free : kind === kinds[of]) count++;
  });
  return count;
}
