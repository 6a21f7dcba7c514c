import type { AtomicOps } from '../memory/atomics.ts';

/** Thrown into an actor at the access after the last one that it may make; nothing in the algorithms catches it for good. */
const pause: unique symbol = /* @__PURE__ */ Symbol('pause') as never;

/** What an actor is about to do, or waits for. */
interface Access {
  readonly name: keyof AtomicOps | 'turn' | 'step';
  readonly args: readonly number[];
  /** For `turn` and `step`: whether it may go on. */
  readonly ready?: () => boolean;
}

interface Actor {
  readonly name: string;
  readonly body: () => void;
  /** The results of the accesses it has made: with them its code comes to the same point again. */
  log: unknown[];
  /** How much of the log does not matter any more, and how often that was said. */
  known: number;
  marks: number;
  pending: Access | undefined;
  /** It sleeps on this word, or woke from it. */
  parked: { index: number; woken: boolean; finite: boolean } | undefined;
  /** Its bell: the word, and whether it rang. */
  bell: { index: number; rang: boolean } | undefined;
  done: boolean;
}

/** Steps that others notice, whatever word they are on. */
const visible: ReadonlySet<string> = new Set(['wait', 'waitAsync', 'notify', 'turn', 'step']);
const everybody = -1;

const codes: Record<string, number> = { ok: -11, 'not-equal': -12, 'timed-out': -13 };

/** Two mixes of 32 bits, as in cyrb53. */
class Hash {
  #a = 0xdeadbeef;
  #b = 0x41c6ce57;

  add(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 2654435761) ^ (this.#a >>> 15);
    this.#b = Math.imul(this.#b ^ word, 1597334677) ^ (this.#b >>> 13);
  }

  get value(): number {
    return 4294967296 * (2097151 & this.#b) + (this.#a >>> 0);
  }
}

/** What can happen next: the actor that goes on, and how, where a wait can end in two ways. */
export interface Choice {
  readonly actor: number;
  readonly timesOut: boolean;
}

/** A word that only one actor had touched was touched by another one. */
export class SharedAfterAll extends Error {}

/** A point in time of all actors and the memory. */
export interface Snapshot {
  readonly words: Int32Array;
  readonly actors: readonly Omit<Actor, 'name' | 'body'>[];
}

/**
 * Runs the code of several agents in one thread, one atomic access at a time. An actor is stopped by a throw at its next
 * access and brought back by running it again from its start with the results that it had: so the code under test is the
 * code that ships, not a copy of it. An actor must do the same each time it sees the same.
 */
export class World {
  readonly words: Int32Array;
  readonly #actors: Actor[];
  readonly #enter: (actor: number) => void;
  /** Who touches a word: an actor, or everybody. Kept when the search begins anew. */
  readonly #owners = new Map<number, number>();
  #running: Actor | undefined;
  /** How many results the running actor has taken from its log. */
  #replayed = 0;
  /** The memory as it was, until the replay has come to the present. */
  #present: Int32Array | undefined;
  #unwinding = false;
  #marks = 0;
  #callback: (() => void) | undefined;

  /** @param enter Makes the realm that of an actor, before its code runs. */
  constructor(
    words: Int32Array,
    actors: Record<string, () => void>,
    enter: (actor: number) => void,
  ) {
    this.words = words;
    this.#enter = enter;
    this.#actors = Object.entries(actors).map(([name, body]) => ({
      name,
      body,
      log: [],
      known: 0,
      marks: 0,
      pending: undefined,
      parked: undefined,
      bell: undefined,
      done: false,
    }));
  }

  /** Brings every actor to its first access. */
  begin(): void {
    for (const actor of this.#actors) this.#advance(actor);
  }

  get done(): boolean {
    return this.#actors.every((actor) => actor.done);
  }

  /** How a message shows an actor and what it is about to do. */
  describe(choice: Choice): string {
    const { name, pending } = this.#actors[choice.actor]!;
    return `${name}: ${pending?.name}(${pending?.args.join(', ')})${choice.timesOut ? ' times out' : ''}`;
  }

  /** What can happen next; nothing, though not all are done, is a hang. */
  choices(): Choice[] {
    const choices: Choice[] = [];
    this.#actors.forEach((actor, index) => {
      if (actor.done || actor.pending === undefined) return;
      const { parked, pending } = actor;
      if (parked !== undefined) {
        if (parked.woken) choices.push({ actor: index, timesOut: false });
        else if (parked.finite) choices.push({ actor: index, timesOut: true });
      } else if (pending.name === 'turn') {
        if (actor.bell?.rang || pending.ready!()) choices.push({ actor: index, timesOut: false });
      } else if (pending.ready?.() !== false) {
        choices.push({ actor: index, timesOut: false });
      }
    });
    return choices;
  }

  /** Is the next step of this actor on a word that no other one touches, as far as is known? */
  isPrivate({ actor }: Choice): boolean {
    const { name, args } = this.#actors[actor]!.pending!;
    const owner = this.#owners.get(args[0]!);
    return !visible.has(name) && (owner === undefined || owner === actor);
  }

  /** Notes who touches a word. @throws SharedAfterAll if another one did. */
  #touch(actor: number, { name, args }: Access): void {
    if (name === 'turn') return;
    const owner = this.#owners.get(args[0]!);
    if (owner === actor || owner === everybody) return;
    this.#owners.set(args[0]!, owner === undefined ? actor : everybody);
    if (owner !== undefined) throw new SharedAfterAll();
  }

  /** Lets one thing happen. */
  take({ actor: index, timesOut }: Choice): void {
    const actor = this.#actors[index]!;
    const access = actor.pending!;
    this.#touch(index, access);
    if (access.name === 'wait' && actor.parked === undefined) {
      const [at, value, timeout] = access.args as [number, number, number];
      if (this.words[at] === value) {
        actor.parked = { index: at, woken: false, finite: timeout !== Infinity };
        return;
      }
      actor.log.push('not-equal');
    } else if (access.name === 'wait') {
      actor.parked = undefined;
      actor.log.push(timesOut ? 'timed-out' : 'ok');
    } else if (access.name === 'turn') {
      const rang = actor.bell?.rang === true;
      if (rang) actor.bell = undefined;
      actor.log.push(rang);
    } else {
      actor.log.push(this.#apply(actor, access));
    }
    this.#advance(actor);
  }

  save(): Snapshot {
    return {
      words: this.words.slice(),
      actors: this.#actors.map(({ log, known, marks, pending, parked, bell, done }) => ({
        log: [...log],
        known,
        marks,
        pending,
        parked: parked && { ...parked },
        bell: bell && { ...bell },
        done,
      })),
    };
  }

  restore(snapshot: Snapshot): void {
    this.words.set(snapshot.words);
    snapshot.actors.forEach((saved, index) => {
      const { log, known, marks, pending, parked, bell, done } = saved;
      Object.assign(this.#actors[index]!, {
        log: [...log],
        known,
        marks,
        pending,
        parked: parked && { ...parked },
        bell: bell && { ...bell },
        done,
      });
    });
  }

  /**
   * The same number for two points from which the same can happen: of what is in memory, and of what each actor has seen
   * since it last came to a known state. (53 bits: a million points meet by chance once in ten thousand searches.)
   */
  key(): number {
    const hash = new Hash();
    for (const word of this.words) hash.add(word);
    for (const { log, known, marks, parked, bell, done } of this.#actors) {
      hash.add(done ? -1 : marks);
      if (done) continue;
      for (let i = known; i < log.length; i++) hash.add(codes[log[i] as string] ?? Number(log[i]));
      hash.add(parked === undefined ? -1 : parked.index * 2 + Number(parked.woken));
      hash.add(bell === undefined ? -1 : bell.index * 2 + Number(bell.rang));
    }
    return hash.value;
  }

  /** For an actor's code: what it saw so far does not matter any more, all of it is in memory. */
  mark(): void {
    const actor = this.#running!;
    actor.marks = ++this.#marks;
    actor.known = this.#replayed;
  }

  /** For an actor's code: goes back to its event loop until its bell rings, or `ready` says that something came. */
  turn(ready: () => boolean = () => false): void {
    if (this.#access({ name: 'turn', args: [], ready }) !== true) return;
    const callback = this.#callback!;
    this.#callback = undefined; // answering, it may ask for the next ring
    callback();
  }

  /** For an actor's code: one step of its own on the memory. `ready`: it waits until then. */
  step(index: number, change: number, ready?: () => boolean): number {
    return this.#access({ name: 'step', args: [index, change], ...(ready && { ready }) }) as number;
  }

  /** How many waits of the running actor have timed out: its clock. */
  get timeouts(): number {
    return this.#running!.log.slice(0, this.#replayed).filter((result) => result === 'timed-out')
      .length;
  }

  readonly atomics: AtomicOps = {
    load: (_, ...args) => this.#number('load', args),
    store: (_, ...args) => this.#number('store', args),
    add: (_, ...args) => this.#number('add', args),
    or: (_, ...args) => this.#number('or', args),
    and: (_, ...args) => this.#number('and', args),
    exchange: (_, ...args) => this.#number('exchange', args),
    compareExchange: (_, ...args) => this.#number('compareExchange', args),
    notify: (_, index) => this.#number('notify', [index]),
    wait: (_, index, value, timeout = Infinity) =>
      this.#access({ name: 'wait', args: [index, value, timeout] }) as 'ok',
    waitAsync: (_, index, value) => {
      const waits = this.#access({ name: 'waitAsync', args: [index, value] }) as boolean;
      if (!waits) return { async: false, value: 'not-equal' };
      return { async: true, value: this.#ring };
    },
  };

  /** What `waitAsync` gives: whoever asks is called by `turn`. */
  readonly #ring = {
    then: (callback: () => void): void => {
      this.#callback = callback;
    },
  } as unknown as PromiseLike<unknown>;

  #number(name: keyof AtomicOps, args: readonly number[]): number {
    return this.#access({ name, args }) as number;
  }

  #access(access: Access): unknown {
    const actor = this.#running!;
    if (this.#unwinding) throw pause;
    if (this.#replayed < actor.log.length) {
      const result = actor.log[this.#replayed++];
      // Come to the present: what the code writes from here on is new.
      if (this.#replayed === actor.log.length) this.#toPresent();
      return result;
    }
    actor.pending = access;
    this.#unwinding = true;
    throw pause;
  }

  #toPresent(): void {
    this.words.set(this.#present!);
  }

  /** Runs an actor's code from its start to the access after those in its log. */
  #advance(actor: Actor): void {
    this.#running = actor;
    this.#replayed = 0;
    this.#unwinding = false;
    this.#callback = undefined;
    this.#marks = 0;
    this.#present = this.words.slice();
    actor.pending = undefined;
    this.#enter(this.#actors.indexOf(actor));
    try {
      actor.body();
    } catch (error) {
      if (!this.#unwinding) throw error;
      return;
    }
    if (this.#unwinding) throw new Error(`${actor.name} caught what stops it at a step`);
    actor.done = true;
  }

  #apply(actor: Actor, { name, args }: Access): unknown {
    const { words } = this;
    const [index = 0, value = 0, other = 0] = args;
    const before = words[index]!;
    switch (name) {
      case 'store':
        words[index] = value;
        return value;
      case 'exchange':
        words[index] = value;
        break;
      case 'add':
      case 'step':
        words[index] = before + value;
        break;
      case 'or':
        words[index] = before | value;
        break;
      case 'and':
        words[index] = before & value;
        break;
      case 'compareExchange':
        if (before === value) words[index] = other;
        break;
      case 'notify':
        return this.#wake(index);
      case 'waitAsync':
        if (before !== value) return false;
        actor.bell = { index, rang: false };
        return true;
    }
    return before;
  }

  #wake(index: number): number {
    let count = 0;
    for (const { parked, bell } of this.#actors) {
      if (parked?.index === index && !parked.woken) {
        parked.woken = true;
        count++;
      }
      if (bell?.index === index && !bell.rang) {
        bell.rang = true;
        count++;
      }
    }
    return count;
  }
}
