import type { AtomicOps } from '../memory/atomics.ts';
import { Accesses } from './accesses.ts';
import { addStanding, newActor, note, putBack, standing, wake } from './actor.ts';
import type { Actor, Standing } from './actor.ts';
import { atomicsOf } from './atomics-of.ts';
import { Fingerprint } from './fingerprint.ts';
import { effects, effectsOf, type Footprint } from './footprint.ts';
import { apply, describe, type Access, type Choice } from './step.ts';

/** Thrown into an actor at the access after the last one that it may make; nothing in the algorithms catches it for good. */
const pause: unique symbol = /* @__PURE__ */ Symbol('pause') as never;

/** Accesses on words of its own that an actor may make in a row: more are a loop without end. */
const mostAlone = 100_000;

/** How an actor can have ended, as numbers for the log. */
const ends: readonly unknown[] = ['done', 'dead'];

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
  /** Where all words are that are not 0, in order; never less than before on the same way. @default everywhere */
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
  readonly #accesses = new Accesses();
  readonly #schedule: { actor: string; access: Access; how: Choice['how'] }[] = [];
  #running: Actor | undefined;
  #number = 0;
  /** How many results the running actor has taken from its log, and how many were that its time was over. */
  #replayed = 0;
  #timeouts = 0;
  /** The memory as it is, while an actor's code comes back to the present, or leaves it. */
  readonly #present: Int32Array;
  #kept = 0;
  #unwinding = false;
  #alone = 0;
  #marks = 0;
  #sleeps = 0;
  #steps = 0;
  #callback: (() => void) | undefined;
  /** Chooses what happens next. */
  #arrive: () => Choice | undefined = () => undefined;
  #next: Choice | undefined;
  /** What `arrive` has thrown. */
  #failure: { readonly error: unknown } | undefined;
  /** What an actor should have done again, and did not. */
  #strayed: { readonly from: Access; readonly to: Access | undefined } | undefined;

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
    this.#used = used ?? (() => [{ from: 0, to: words.length }]);
    this.#present = words.slice();
  }

  /** Brings every actor to its first access. */
  begin(): void {
    this.#arrive = () => undefined;
    for (const actor of this.#actors) this.#advance(actor);
  }

  get done(): boolean {
    return this.#actors.every((actor) => actor.ended !== undefined);
  }

  /** How many accesses there were in all, on whatever way. */
  get steps(): number {
    return this.#steps;
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

  /** Is the next step of this actor one that no other one notices, as far as is known? */
  isPrivate({ actor }: Choice): boolean {
    return this.#accesses.isOwn(actor, this.#actors[actor]!.pending!);
  }

  /** What a step that can happen now does to other actors. */
  footprint({ actor: number, how }: Choice): Footprint {
    const actor = this.#actors[number]!;
    const { index } = actor.pending!;
    const own = actor === this.#mortal ? effects.ends : 0;
    if (how === 'dies') return { effects: own | effects.dies, index };
    if (how === 'times out') return { effects: own | effects.leaves, index };
    if (actor.parked !== undefined) return { effects: own, index };
    return { effects: own | effectsOf(this.words, actor.pending!), index };
  }

  /** Does it wait in its event loop, for whatever may come? */
  isIdle(actor: number): boolean {
    const { pending, bell } = this.#actors[actor]!;
    return pending?.name === 'turn' && pending.ready!() === false && bell?.woken !== true;
  }

  /**
   * Lets one thing happen, and after it what `arrive` chooses at each point that is come to, until that is nothing. An actor
   * that goes on is not stopped for it.
   */
  run(first: Choice, arrive: () => Choice | undefined): void {
    this.#arrive = arrive;
    let next: Choice | undefined = first;
    while (next !== undefined) next = this.#take(next);
  }

  /** Gives what is to happen next. */
  #take({ actor: index, how }: Choice): Choice | undefined {
    const actor = this.#actors[index]!;
    const access = actor.pending!;
    if (how === 'dies') {
      this.#note(actor, access, how);
      actor.ended = 'dead';
      actor.pending = actor.parked = actor.bell = undefined;
    } else if (access.name === 'wait' && actor.parked !== undefined) {
      this.#note(actor, access, how);
      actor.parked = undefined;
      note(actor, access, how === 'times out' ? 'timed-out' : 'ok');
      return this.#advance(actor);
    } else if (this.#parks(access)) {
      this.#accesses.note(index, access);
      this.#note(actor, access, how);
      actor.parked = { ...this.#sleep(access), finite: access.other !== Infinity };
    } else {
      this.#make(actor, access);
      return this.#advance(actor);
    }
    return this.#arrive();
  }

  #parks({ name, index, value }: Access): boolean {
    return name === 'wait' && this.words[index] === value;
  }

  #note(actor: Actor, access: Access, how: Choice['how']): void {
    this.#steps++;
    this.#schedule.push({ actor: actor.name, access, how });
  }

  #make(actor: Actor, access: Access): unknown {
    this.#accesses.note(this.#actors.indexOf(actor), access);
    this.#note(actor, access, 'goes on');
    const result = this.#result(actor, access);
    note(actor, access, result);
    return result;
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
      case 'notify':
        return wake(access.index, access.value, this.#actors);
      case 'wait':
        return 'not-equal';
      case 'waitAsync':
        if (this.words[access.index] !== access.value) return false;
        actor.bell = this.#sleep(access);
        return true;
      default:
        return apply(this.words, access);
    }
  }

  save(): Snapshot {
    const { words } = this;
    const actors = this.#actors.map(standing);
    return { words: words.slice(0, this.#top), actors, length: this.#schedule.length };
  }

  /** Goes back to a point before this one. */
  restore({ words, actors, length }: Snapshot): void {
    this.words.fill(0, words.length, this.#top);
    this.words.set(words);
    this.#schedule.length = length;
    actors.forEach((before, index) => putBack(this.#actors[index]!, before));
  }

  /** Behind it, all words are 0. */
  get #top(): number {
    return this.#used().at(-1)!.to;
  }

  /** The memory is to be as it is now once an actor has come to its present, or is out. */
  #keep(): void {
    this.#kept = this.#top;
    this.#present.set(this.words.subarray(0, this.#kept));
  }

  #putBackKept(): void {
    this.words.set(this.#present.subarray(0, this.#kept));
  }

  /** The same number for two points from which the same can happen: of memory, and of what the actors know. */
  fingerprint(): Fingerprint {
    const fingerprint = new Fingerprint();
    for (const { from, to } of this.#used()) fingerprint.addWords(this.words, from, to);
    fingerprint.add(-1); // no word's place: what follows is of the actors
    for (const actor of this.#actors) addStanding(fingerprint, actor, this.#actors);
    return fingerprint;
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

  readonly atomics: AtomicOps = atomicsOf(
    (...access) => this.#access(...access),
    (callback) => {
      this.#callback = callback;
    },
  );

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
      const { access, result } = actor.log[this.#replayed++]!;
      if (access.name !== name || access.index !== index) {
        this.#stray(actor, access, { name, index, value, other, ready });
      }
      if (result === 'timed-out') this.#timeouts++;
      // Come to the present: what the code writes from here on is new.
      if (this.#replayed === actor.log.length) this.#putBackKept();
      return result;
    }
    if (this.#unwinding) throw pause;
    const access: Access = { name, index, value, other, ready };
    if (this.#goesOnAlone(access) || this.#goesOnAtOnce(actor, access)) {
      const result = this.#make(actor, access);
      this.#replayed = actor.log.length;
      return result;
    }
    this.#unwinding = true;
    this.#keep();
    throw pause;
  }

  #stray(actor: Actor, from: Access, to: Access): never {
    this.#strayed ??= { from, to };
    this.#replayed = actor.log.length;
    this.#unwinding = true;
    throw pause;
  }

  /** Not by an actor: the collector calls for objects of runs long past. Nothing that this changes is kept. */
  #fromOutside(name: Access['name'], index: number, value: number, other: number): number {
    return apply(this.words, { name, index, value, other, ready: undefined });
  }

  /**
   * A step that only its own actor notices is taken at once: its place in the order makes no difference, but for
   * an actor that may die before it.
   */
  #goesOnAlone(access: Access): boolean {
    if (this.#running === this.#mortal || !this.#accesses.isOwn(this.#number, access)) return false;
    if (++this.#alone > mostAlone) {
      throw new Error(
        `${this.#running!.name} goes on for ever with steps that nobody else notices`,
      );
    }
    return true;
  }

  /** Is this what is chosen to happen next? Then the actor need not be stopped and brought back for it. */
  #goesOnAtOnce(actor: Actor, access: Access): boolean {
    actor.pending = access;
    try {
      const next = (this.#next = this.#arrive());
      if (next?.actor !== this.#number || next.how !== 'goes on' || this.#parks(access))
        return false;
      this.#accesses.note(this.#number, access);
      return true;
    } catch (error) {
      this.#failure = { error }; // it must not come to the code of the actor
      return false;
    }
  }

  /** Runs an actor's code from its start to the access after those in its log, and on from there; gives what comes next. */
  #advance(actor: Actor): Choice | undefined {
    this.#running = actor;
    this.#number = this.#actors.indexOf(actor);
    this.#replayed = this.#timeouts = this.#alone = this.#marks = 0;
    this.#unwinding = false;
    this.#callback = this.#next = this.#failure = this.#strayed = undefined;
    this.#keep();
    actor.pending = undefined;
    this.#enter(this.#number);
    try {
      actor.body();
    } catch (error) {
      this.#requireSame(actor);
      if (!this.#unwinding) throw error;
      // What it wrote on its way out is not part of the run.
      this.#putBackKept();
      this.#requireNoFailure();
      return this.#next;
    } finally {
      this.#running = undefined;
    }
    this.#requireSame(actor);
    if (this.#unwinding) throw new Error(`${actor.name} caught what stops it at a step`);
    actor.pending = undefined;
    actor.ended = 'done';
    return this.#arrive();
  }

  #requireNoFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** @throws Error if it has not done again what it did before. */
  #requireSame({ name, log }: Actor): void {
    const left = log[this.#replayed]?.access;
    const strayed = this.#strayed ?? (left && { from: left, to: undefined });
    if (strayed === undefined) return;
    const { from, to } = strayed;
    throw new Error(
      `what ${name} does is not the same each time: where it had done "${describe(name, from, 'goes on')}", it ` +
        `${to === undefined ? 'ended' : `did "${describe(name, to, 'goes on')}"`}; it depends on more than the results ` +
        'of its atomic accesses, such as a word that it reads without one',
    );
  }
}
