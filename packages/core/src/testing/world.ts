import type { AtomicOps } from '../memory/atomics.ts';
import { addStanding, newActor, putBack, sleepersOn, standing } from './actor.ts';
import type { Actor, Standing } from './actor.ts';
import { Fingerprint } from './fingerprint.ts';
import { apply, describe, isVisible, type Access, type Choice } from './step.ts';

/** Thrown into an actor at the access after the last one that it may make; nothing in the algorithms catches it for good. */
const pause: unique symbol = /* @__PURE__ */ Symbol('pause') as never;

const everybody = -1;

/** Accesses on words of its own that an actor may make in a row: more are a loop without end. */
const mostAlone = 100_000;

/** How an actor can have ended, as numbers for the log. */
const ends: readonly unknown[] = ['done', 'dead'];

/** A word that only one actor had touched was touched by another one. */
export class SharedAfterAll extends Error {}

/** A part of the memory. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface WorldOptions {
  /** Makes the realm that of an actor, before its code runs. */
  readonly enter?: (actor: number) => void;
  /** The actor that may die, at any of its steps. */
  readonly dies?: string | undefined;
  /** Where all words are that are not 0. @default everywhere */
  readonly used?: () => readonly Span[];
}

/** A point in time of all actors and the memory, to go back to. */
export interface Snapshot {
  readonly words: Int32Array;
  readonly actors: readonly Standing[];
  readonly length: number;
}

/**
 * Runs the code of several agents in one thread, one atomic access at a time. An actor is stopped by a throw at its next
 * access and brought back by running it again from its start with the results that it had: so the code under test is the
 * code that ships, not a copy of it. An actor must do the same each time it sees the same.
 */
export class World {
  readonly words: Int32Array;
  readonly actors: readonly string[];
  readonly #actors: readonly Actor[];
  readonly #mortal: Actor | undefined;
  readonly #enter: (actor: number) => void;
  readonly #used: () => readonly Span[];
  /** Who touches a word: an actor, or everybody. Kept when the search begins anew. */
  readonly #owners = new Map<number, number>();
  readonly #schedule: { actor: string; access: Access; how: Choice['how'] }[] = [];
  #running: Actor | undefined;
  #number = 0;
  /** How many results the running actor has taken from its log, and how many were that its time was over. */
  #replayed = 0;
  #timeouts = 0;
  /** The memory as it is, while an actor's code comes back to the present, or leaves it. */
  readonly #present: Int32Array;
  #unwinding = false;
  #alone = 0;
  #marks = 0;
  #sleeps = 0;
  #callback: (() => void) | undefined;

  /** @throws Error if the actor that may die is none of them. */
  constructor(
    words: Int32Array,
    actors: Record<string, () => void>,
    { enter = () => {}, dies, used }: WorldOptions = {},
  ) {
    this.words = words;
    this.actors = Object.keys(actors);
    this.#actors = Object.entries(actors).map(([name, body]) => newActor(name, body));
    this.#mortal = this.#actors.find((actor) => actor.name === dies);
    if (dies !== undefined && this.#mortal === undefined) {
      throw new Error(`${dies} cannot die: the actors are ${this.actors.join(', ')}`);
    }
    this.#enter = enter;
    const all = [{ from: 0, to: words.length }];
    this.#used = used ?? (() => all);
    this.#present = words.slice();
  }

  /** Brings every actor to its first access. */
  begin(): void {
    for (const actor of this.#actors) this.#advance(actor);
  }

  get done(): boolean {
    return this.#actors.every((actor) => actor.ended !== undefined);
  }

  /** How many accesses have led here. */
  get length(): number {
    return this.#schedule.length;
  }

  /** The accesses that have led here, for a message. */
  get story(): string {
    const lines = this.#schedule.map(({ actor, access, how }) => describe(actor, access, how));
    return lines.join('\n  ');
  }

  /** What those wait for who have not ended, for a message. */
  get waits(): string {
    return this.#actors
      .filter(({ ended }) => ended === undefined)
      .map(({ name, pending }) => describe(name, pending!, 'goes on'))
      .join('; ');
  }

  /** What can happen next; nothing, though not all are done, is a hang. A death is never certain: see `death`. */
  choices(): Choice[] {
    const choices: Choice[] = [];
    this.#actors.forEach(({ ended, pending, parked, bell }, actor) => {
      if (ended !== undefined) return;
      if (parked !== undefined) {
        if (parked.woken) choices.push({ actor, how: 'goes on' });
        else if (parked.finite) choices.push({ actor, how: 'times out' });
      } else if (pending!.ready?.() !== false || (pending!.name === 'turn' && bell?.woken)) {
        choices.push({ actor, how: 'goes on' });
      }
    });
    return choices;
  }

  /** The death that can happen next. */
  get death(): Choice | undefined {
    const mortal = this.#mortal;
    if (mortal === undefined || mortal.ended !== undefined) return undefined;
    return { actor: this.#actors.indexOf(mortal), how: 'dies' };
  }

  /** Is the next step of this actor on a word that no other one touches, as far as is known? */
  isPrivate({ actor }: Choice): boolean {
    return this.#isOwn(actor, this.#actors[actor]!.pending!);
  }

  #isOwn(actor: number, access: Access): boolean {
    if (isVisible(access)) return false;
    const owner = this.#owners.get(access.index);
    return owner === undefined || owner === actor;
  }

  /** Notes who touches a word. @throws SharedAfterAll if another one did. */
  #touch(actor: number, { name, index }: Access): void {
    if (name === 'turn' || name === 'death') return;
    const owner = this.#owners.get(index);
    if (owner === actor || owner === everybody) return;
    this.#owners.set(index, owner === undefined ? actor : everybody);
    if (owner !== undefined) throw new SharedAfterAll();
  }

  /** Lets one thing happen, and with it what its actor does then that no other one can notice. */
  take({ actor: index, how }: Choice): void {
    const actor = this.#actors[index]!;
    const access = actor.pending!;
    this.#schedule.push({ actor: actor.name, access, how });
    if (how === 'dies') {
      actor.ended = 'dead';
      actor.pending = actor.parked = actor.bell = undefined;
      return;
    }
    this.#touch(index, access);
    if (access.name === 'wait' && actor.parked === undefined) {
      if (this.words[access.index] === access.value) {
        actor.parked = { ...this.#sleep(access), finite: access.other !== Infinity };
        return;
      }
      actor.log.push('not-equal');
    } else if (access.name === 'wait') {
      actor.parked = undefined;
      actor.log.push(how === 'times out' ? 'timed-out' : 'ok');
    } else {
      actor.log.push(this.#result(actor, access));
    }
    this.#advance(actor);
  }

  #sleep({ index }: Access): { index: number; since: number; woken: boolean } {
    return { index, since: ++this.#sleeps, woken: false };
  }

  #result(actor: Actor, access: Access): unknown {
    switch (access.name) {
      case 'turn': {
        const rang = actor.bell?.woken === true;
        if (rang) actor.bell = undefined;
        return rang;
      }
      case 'death':
        return ends.indexOf(this.#mortal?.ended);
      case 'notify': {
        const woken = sleepersOn(access.index, this.#actors).slice(0, access.value);
        for (const sleep of woken) sleep.woken = true;
        return woken.length;
      }
      case 'waitAsync':
        if (this.words[access.index] !== access.value) return false;
        actor.bell = this.#sleep(access);
        return true;
      default:
        return apply(this.words, access);
    }
  }

  save(): Snapshot {
    return { words: this.words.slice(), actors: this.#actors.map(standing), length: this.length };
  }

  /** Goes back to a point before this one. */
  restore({ words, actors, length }: Snapshot): void {
    this.words.set(words);
    this.#schedule.length = length;
    actors.forEach((before, index) => putBack(this.#actors[index]!, before));
  }

  /** The same number for two points from which the same can happen: of memory, and of what the actors know. */
  key(): number {
    const fingerprint = new Fingerprint();
    for (const { from, to } of this.#used()) fingerprint.addWords(this.words, from, to);
    for (const actor of this.#actors) addStanding(fingerprint, actor, this.#actors);
    return fingerprint.value;
  }

  /** For an actor's code: what it saw so far does not matter any more, all of it is in memory. */
  mark(): void {
    const actor = this.#running!;
    actor.marks = ++this.#marks;
    actor.known = this.#replayed;
  }

  /** For an actor's code: goes back to its event loop until its bell rings, or `ready` says that something came. */
  turn(ready: () => boolean = () => false): void {
    if (this.#access('turn', 0, 0, 0, ready) !== true) return;
    const callback = this.#callback!;
    this.#callback = undefined; // answering, it may ask for the next ring
    callback();
  }

  /** For an actor's code: one step of its own on the memory. */
  step(index: number, change: number): number {
    return this.#access('step', index, change) as number;
  }

  /** For an actor's code: waits in its event loop until the one that may die has ended. Did it die? */
  died(): boolean {
    const mortal = this.#mortal;
    if (mortal === undefined) throw new Error('nobody may die here: say who, with `dies`');
    for (;;) {
      this.turn(() => mortal.ended !== undefined);
      const how = ends[this.#access('death') as number];
      if (how !== undefined) return how === 'dead';
    }
  }

  /** How many waits of the running actor have timed out: its clock. */
  get timeouts(): number {
    return this.#timeouts;
  }

  readonly atomics: AtomicOps = {
    load: (_, index) => this.#access('load', index) as number,
    store: (_, index, value) => this.#access('store', index, value) as number,
    add: (_, index, value) => this.#access('add', index, value) as number,
    or: (_, index, value) => this.#access('or', index, value) as number,
    and: (_, index, value) => this.#access('and', index, value) as number,
    exchange: (_, index, value) => this.#access('exchange', index, value) as number,
    compareExchange: (_, index, expected, value) =>
      this.#access('compareExchange', index, expected, value) as number,
    notify: (_, index, count = Infinity) => this.#access('notify', index, count) as number,
    wait: (_, index, value, timeout = Infinity) =>
      this.#access('wait', index, value, timeout) as 'ok',
    waitAsync: (_, index, value) => {
      const waits = this.#access('waitAsync', index, value) as boolean;
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

  #access(
    name: Access['name'],
    index: number = 0,
    value: number = 0,
    other: number = 0,
    ready?: () => boolean,
  ): unknown {
    const actor = this.#running;
    if (actor === undefined)
      return name === 'waitAsync' || this.#fromOutside(name, index, value, other);
    if (this.#replayed < actor.log.length) {
      const result = actor.log[this.#replayed++];
      if (result === 'timed-out') this.#timeouts++;
      // Come to the present: what the code writes from here on is new.
      if (this.#replayed === actor.log.length) this.words.set(this.#present);
      return result;
    }
    if (this.#unwinding) throw pause;
    const access: Access = { name, index, value, other, ready };
    if (this.#goesOnAlone(access)) {
      const result = apply(this.words, access);
      this.#schedule.push({ actor: actor.name, access, how: 'goes on' });
      this.#replayed = actor.log.push(result);
      return result;
    }
    actor.pending = access;
    this.#unwinding = true;
    this.#present.set(this.words);
    throw pause;
  }

  /** Not by an actor: the collector calls for objects of runs long past. Nothing that this changes is kept. */
  #fromOutside(name: Access['name'], index: number, value: number, other: number): number {
    return apply(this.words, { name, index, value, other, ready: undefined });
  }

  /**
   * A step on a word that only its own actor touches is taken at once: its place in the order makes no difference, but for
   * an actor that may die before it.
   */
  #goesOnAlone(access: Access): boolean {
    if (this.#running === this.#mortal || !this.#isOwn(this.#number, access)) return false;
    if (++this.#alone > mostAlone) {
      throw new Error(
        `${this.#running!.name} goes on for ever with steps that nobody else notices`,
      );
    }
    this.#touch(this.#number, access);
    return true;
  }

  /** Runs an actor's code from its start to the access after those in its log. */
  #advance(actor: Actor): void {
    this.#running = actor;
    this.#number = this.#actors.indexOf(actor);
    this.#replayed = this.#timeouts = this.#alone = this.#marks = 0;
    this.#unwinding = false;
    this.#callback = undefined;
    this.#present.set(this.words);
    actor.pending = undefined;
    this.#enter(this.#number);
    try {
      actor.body();
    } catch (error) {
      if (!this.#unwinding) throw error;
      // What it wrote on its way out is not part of the run.
      this.words.set(this.#present);
      return;
    } finally {
      this.#running = undefined;
    }
    if (this.#unwinding) throw new Error(`${actor.name} caught what stops it at a step`);
    actor.ended = 'done';
  }
}
