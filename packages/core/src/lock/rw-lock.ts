import {
  AbandonedLockError,
  DeadlockError,
  InvalidArgumentError,
  NotOwnerError,
  SpentGuardError,
} from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { requireBlocking } from '../memory/blocking.ts';
import {
  Operation,
  show,
  timeoutOf,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import type { Choice } from '../operation/selectable.ts';
import { beginChoice } from '../time/limit.ts';
import { asked } from '../wait/asking.ts';
import { findCycle } from '../wait/graph.ts';
import { currentHolder, thisThread, type Holder } from '../wait/holder.ts';
import { inheritance, type Inheritable } from '../wait/inherit.ts';
import { observe } from '../wait/observe.ts';
import { takenAt } from '../wait/taken-at.ts';
import type { Link, Wait } from '../wait/wait.ts';
import type { Cells } from './cells.ts';
import { Guard, type Guarded } from './guard.ts';
import type { RwHalf } from './rw-half.ts';
import { Readers, Reading } from './rw-readers.ts';
import type { Wish } from './rw-shown.ts';
import { blockedBy } from '../wait/blocked.ts';
import { listed } from './rw-text.ts';
import { ReadLock, WriteGuard, WriteLock } from './rw-side.ts';
import { Synchronizer } from './synchronizer.ts';
import { notYet, Turn, type Attempt } from './turn.ts';

export interface RwLockOptions {
  /** How messages call it. */
  name?: string;
}

/** The shared half, once locks can be shared, and what shares one that is contended in a program of several threads. */
let Half: typeof RwHalf | undefined;
let shareContended: ((lock: RwLock) => void) | undefined;

/** @internal */
export function useRwHalf(half: typeof RwHalf, share: (lock: RwLock) => void): void {
  Half = half;
  shareContended = share;
}

/**
 * Lets many read at a time, or one write. `read` and `write` are its two sides, each used as a `Lock` is.
 * In one thread: first come, first served, and readers who stand in line together go in together. Between threads: a
 * writer that waits holds back those who come to read; whoever has waited in vain for more than a millisecond comes next.
 * So neither readers nor writers can keep the others out. A task that waits to write holds readers back also while a
 * blocking call stops its thread; as a holder it would be just as stuck then.
 *
 * Who reads and asks to read once more waits behind a writer that came in between, and that one waits for the first
 * reading to end: a deadlock, which is named, as is a reader who asks to write. Seen of readers in other threads are,
 * of each thread, one reader and a blocking call that stops all of them; of others who can never go on, a `TimeoutError`
 * tells.
 * @example
 * using reading = await settings.read.acquire();
 * using writing = await settings.write.acquire();
 * Python has none. Java: ReentrantReadWriteLock, which has the same two sides; Rust: RwLock; Go: sync.RWMutex.
 */
export class RwLock extends Synchronizer implements Guarded, Inheritable {
  /** @internal */
  lent: number | undefined = undefined;
  #read: ReadLock | undefined = undefined;
  #write: WriteLock | undefined = undefined;
  /** Who of this thread reads. */
  #readers: Readers | undefined = undefined;
  /** Who of this thread writes, and the token of that. */
  #writer: Holder | undefined = undefined;
  #token = 0;
  #tokens = 0;
  #half: RwHalf | undefined = undefined;
  /** What the thread is blocked for at this moment. */
  #blocking: Attempt<Guard> | undefined = undefined;
  #blocksToWrite = false;

  /** @throws InvalidArgumentError for options of the wrong kind. */
  constructor(options: RwLockOptions = {}) {
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(`new RwLock: options must be an object, got ${show(options)}`);
    }
    super(options.name, []);
  }

  /** @internal */
  override get _title(): string {
    return 'rw lock';
  }

  /** The side for those who only look. */
  get read(): ReadLock {
    return (this.#read ??= new ReadLock(this));
  }

  /** The side for the one who changes something. */
  get write(): WriteLock {
    return (this.#write ??= new WriteLock(this));
  }

  /** Those that were asked for. @internal */
  get _sides(): readonly object[] {
    return [this.#read, this.#write].filter((side) => side !== undefined);
  }

  /** Is anybody in at this moment, to read or to write? */
  get locked(): boolean {
    return this.writing || this.readers > 0;
  }

  /** How often it is read at this moment. */
  get readers(): number {
    return this.#half === undefined ? this.#reading : this.#half.readers;
  }

  /** How often this thread reads it. */
  get #reading(): number {
    return this.#readers === undefined ? 0 : this.#readers.size;
  }

  /** Is anybody writing at this moment? */
  get writing(): boolean {
    return this.#half === undefined ? this.#writer !== undefined : this.#half.writing;
  }

  /** @internal */
  get _abandoned(): boolean {
    return this.#half?.abandoned === true;
  }

  /** @internal */
  _acquire(writes: boolean, options: WaitOptions | undefined): Operation<Guard> {
    if (options !== undefined) return beginChoice(options, this._choiceFor(writes));
    const who = currentHolder() ?? thisThread;
    if (asked !== undefined) asked(this, who, false);
    let guard: Guard | undefined;
    try {
      guard = this.#enterNow(writes, who);
    } catch (error) {
      if (!(error instanceof Error)) throw error; // stops one that is run step by step
      return Operation.rejected(error);
    }
    if (guard !== undefined) return Operation.resolved(guard);
    return this._wait(verbOf(writes), this.#attempt(writes, who, stays), undefined);
  }

  /** Without a trace if it cannot be had; and nobody passes those who wait. */
  #enterNow(writes: boolean, who: Holder): Guard | undefined {
    if (this._isPassing || !this.#enters(writes, who, tries, nobody)) return undefined;
    return writes ? this.#writeBy(who) : this.#readBy(who);
  }

  /** As one of several, or with a limit: only once it waits does it hold others back. @internal */
  _choiceFor(writes: boolean): Choice<Guard> {
    const manner = { stays: false, blocking: false };
    const who = currentHolder() ?? thisThread;
    if (asked !== undefined) asked(this, who, false);
    const attempt = this.#attempt(writes, who, manner);
    const choice = this._choiceOf(verbOf(writes), attempt);
    return {
      ...choice,
      enter: () => {
        manner.stays = true;
        return choice.enter();
      },
    };
  }

  /** @internal */
  _acquireSync(writes: boolean, options: SyncOptions | undefined): Guard {
    const action = (): string => `${verbOf(writes)}Sync of ${this.describe()}`;
    requireBlocking(action);
    const timeout = timeoutOf(options, action);
    const who = currentHolder() ?? thisThread;
    if (asked !== undefined) asked(this, who, true);
    const guard = this.#enterNow(writes, who);
    if (guard !== undefined) return guard;
    const attempt = this.#attempt(writes, who, { stays: timeout !== 0, blocking: true });
    return !this.shared && timeout === Infinity
      ? this.#passOrFail(writes, who, attempt)
      : this.#blockFor(writes, attempt, options);
  }

  /** Nobody but this thread could let it in, and that would be blocked. */
  #passOrFail(writes: boolean, who: Holder, attempt: Attempt<Guard>): Guard {
    const guard = attempt();
    if (guard === notYet) throw this.#blockedByItself(who, writes);
    return guard;
  }

  #blockFor(writes: boolean, attempt: Attempt<Guard>, options: SyncOptions | undefined): Guard {
    this.#blocking = attempt;
    this.#blocksToWrite = writes;
    try {
      return this._waitSync(`${verbOf(writes)}Sync`, attempt, options);
    } finally {
      this.#blocking = undefined;
    }
  }

  /** @internal */
  _tryAcquire(writes: boolean): Guard | undefined {
    return this.#enterNow(writes, currentHolder() ?? thisThread);
  }

  #attempt(writes: boolean, who: Holder, manner: Manner): Attempt<Guard> {
    const attempt = (): Guard | typeof notYet => {
      if (!this.#enters(writes, who, manner, attempt)) return notYet;
      this.#half?.waits.forget(attempt);
      const guard = writes ? this.#writeBy(who) : this.#readBy(who);
      // It may have begun this wait and gone on to another: as one who is in, it can be part of a cycle there.
      const other = who.blockedOn;
      if (other !== undefined && (other as Partial<Turn<Guard>>).attempt !== attempt) {
        other.target?.blocked?.(other, who);
      }
      return guard;
    };
    return attempt;
  }

  #enters(writes: boolean, who: Holder, { stays, blocking }: Manner, wish: Wish): boolean {
    const half = this.#half;
    if (half === undefined) return this.#writer === undefined && !(writes && this.#reading > 0);
    try {
      return writes ? half.write(who, wish, stays, blocking) : half.read(wish, blocking);
    } catch (error) {
      half.waits.forget(wish);
      throw error;
    }
  }

  #readBy(who: Holder): Guard {
    const reading = new Reading(this, who);
    (this.#readers ??= new Readers()).add(reading);
    if (observe !== undefined) observe('acquired', this, who);
    this.#half?.readerIn(reading);
    return new Guard(reading, 0);
  }

  #writeBy(who: Holder): WriteGuard {
    this.#writer = who;
    this.#token = ++this.#tokens;
    if (observe !== undefined) observe('acquired', this, who);
    return new WriteGuard(this, this.#token);
  }

  /** @internal */
  _release(writes: boolean): void {
    const who = currentHolder() ?? thisThread;
    const isReleased = writes
      ? this.#writer === who && this._releaseBy(this.#token)
      : this.#readers?.lastOf(who)?._releaseBy();
    if (isReleased === true) return;
    throw new NotOwnerError(`cannot release ${this._describeSide(writes)}: ${this.explain()}`);
  }

  /** False: it has ended before. @internal */
  _endReading(reading: Reading): boolean {
    const readers = this.#readers!;
    if (!readers.delete(reading)) return false;
    if (this.lent !== undefined) this.#disown(reading.who);
    if (observe !== undefined) observe('released', this, reading.who);
    if (this.#half !== undefined) this.#half.readerOut(reading, readers.first);
    else if (readers.size === 0) this._changed();
    return true;
  }

  /** `who` reads once less. */
  #disown(who: Holder): void {
    inheritance!.end(this, who);
    if (this.#readers!.lastOf(who) !== undefined) inheritance!.again(this);
  }

  /** Of who writes. @internal */
  _releaseBy(token: number): boolean {
    if (this.#endWriting(token) === undefined) return false;
    this.#half?.writerOut();
    this._changed();
    return true;
  }

  /** Who wrote with that token; undefined: it is spent. */
  #endWriting(token: number): Holder | undefined {
    const writer = this.#writer;
    if (writer === undefined || token !== this.#token) return undefined;
    this.#writer = undefined;
    this.#token = 0;
    if (this.lent !== undefined) inheritance!.end(this, writer);
    if (observe !== undefined) observe('released', this, writer);
    return writer;
  }

  /** @internal */
  _downgrade(token: number): Guard {
    const writer = this.#endWriting(token);
    if (writer === undefined) {
      throw new SpentGuardError(
        `cannot downgrade ${this.describe()}: this guard is spent, it was released before`,
      );
    }
    this.#half?.downgrade();
    const guard = this.#readBy(writer);
    this._changed();
    if (this.lent !== undefined) inheritance!.again(this);
    return guard;
  }

  /** @internal */
  _recover(): WriteGuard | undefined {
    const who = currentHolder() ?? thisThread;
    return this.#half?.recover(who) === true ? this.#writeBy(who) : undefined;
  }

  /** @internal */
  _describeSide(writes: boolean): string {
    return `${this.describe()} (${sideOf(writes)})`;
  }

  /** @internal */
  explain(): string {
    const writer = this.#writer;
    if (writer !== undefined) {
      const next = writer.waitsIn?.target;
      return `${writer.describe()} writes${next === undefined ? '' : ` and waits for ${next.describe()}`}`;
    }
    const far = this.#half?.explainWriter();
    if (far !== undefined) return far;
    const { readers } = this;
    if (readers === 0) return this._waiting === 0 ? 'nobody is in' : 'others are before it';
    const elsewhere = this.#half?.named ?? [];
    return `${listed(this.#readers?.holders() ?? [], elsewhere, readers)} ${readers === 1 ? 'reads' : 'read'}`;
  }

  /** Who writes, if that is somebody of this thread. @internal */
  get holder(): Holder | undefined {
    return this.#writer;
  }

  /** All of this thread who are in: each of them keeps those out who stand in line. @internal */
  holders(): Iterable<Holder> {
    return this.#writer === undefined ? (this.#readers?.holders() ?? []) : [this.#writer];
  }

  /** @internal */
  waiting(): readonly Turn<unknown>[] {
    return this._waits;
  }

  /** @internal */
  override _entered(turn: Turn<unknown>): void {
    if (!turn._settled) inheritance?.begin(this, turn.owner);
  }

  /** @internal */
  override _served(): void {
    if (this.lent !== undefined) inheritance!.again(this);
  }

  /** Everybody of this thread who has to act before `wait` can end, as far as that is certain. @internal */
  awaited(wait: Wait): Iterable<Holder> {
    if (this.#writer !== undefined) return [this.#writer];
    if (this.#isToWrite(wait)) return this.#readers?.holders() ?? [];
    return this.#writersBefore(wait);
  }

  /** Those before a reader in line who wait to write, and can do nothing else: others may give it up. */
  *#writersBefore(wait: Wait): Generator<Holder, void, void> {
    for (let link: Link | undefined = wait.before; link instanceof Turn; link = link.before) {
      const { owner } = link;
      if (owner !== undefined && this.#isToWrite(link) && owner.blockedOn === link) yield owner;
    }
  }

  #isToWrite(wait: Wait): boolean {
    return wait.verb === verbOf(true);
  }

  /** @internal */
  held(_holder: Holder, wait: Wait): string {
    if (this.#writer !== undefined) return `${this.describe()} (writing)`;
    return this.#isToWrite(wait)
      ? `${this.describe()} (reading)`
      : `the next turn of ${this.describe()}`;
  }

  /** @internal */
  wanted(wait: Wait): string {
    return this._describeSide(this.#isToWrite(wait));
  }

  /** @internal */
  blocked(wait: Pending<unknown>, who: Holder): void {
    if (!this.shared) shareContended?.(this);
    if (wait._settled) return; // handed over, it closed a cycle
    const cycle = findCycle(wait, who);
    const error =
      cycle === undefined ? this.#blockedAmongThreads(wait, who) : new DeadlockError(cycle);
    if (error !== undefined) wait._giveUp(error);
  }

  #blockedAmongThreads(wait: Wait, who: Holder): DeadlockError | undefined {
    if (this.#half === undefined) return undefined;
    // Behind a wait of its own, which may have a limit, it does not wait for what shared memory shows.
    for (let link: Link | undefined = wait.before; link instanceof Turn; link = link.before) {
      if (link.owner === who) return undefined;
    }
    return this.#half.waits.blocked((wait as Turn<unknown>).attempt, who);
  }

  /** @internal */
  unblocked(wait: Wait, who: Holder): void {
    this.#half?.waits.unblocked((wait as Turn<unknown>).attempt, who);
  }

  /** @internal */
  override withdraw(wait: Pending<unknown>): boolean {
    const { attempt } = wait as Turn<unknown>;
    this.#half?.waits.forget(attempt);
    const isOpenAgain = this.#half?.giveUp(attempt) === true;
    super.withdraw(wait);
    if (isOpenAgain) this._changed();
    if (this.lent !== undefined) inheritance!.again(this);
    return true;
  }

  #blockedByItself(who: Holder, writes: boolean): DeadlockError {
    const isOwn = this.#writer === who || this.#readers?.lastOf(who) !== undefined;
    const other = isOwn ? who : (this.#writer ?? this.#readers!.first!.who);
    const held = `${this.describe()} (${this.#writer === undefined ? 'reading' : 'writing'})`;
    return blockedBy(who, this._describeSide(writes), other, held);
  }

  /** @internal */
  override _parks(who: Holder): void {
    const isByItself = this.#writer !== undefined || (this.#blocksToWrite && this.#reading > 0);
    if (isByItself) throw this.#blockedByItself(who, this.#blocksToWrite);
    const error = this.#half!.waits.parks(who);
    if (error !== undefined) throw error;
  }

  /** @internal */
  override _parked(): void {
    this.#half!.waits.parked();
    if (this.#half!.giveUp(this.#blocking!)) this._changed();
  }

  /** @internal */
  override get _busy(): string | undefined {
    if (this.#writer !== undefined) return 'it is held';
    return this.#reading > 0 ? 'it is held' : super._busy;
  }

  /** Gives whoever is in, or waits, what it needs to be that in shared memory. @throws MemoryFullError @internal */
  _admit(agent: Agent): void {
    if (this.#writer !== undefined) agent.slotOf(this.#writer);
  }

  /** @internal */
  override _share(agent: Agent, slot: number, cells: Cells): void {
    super._share(agent, slot, cells);
    // Who was blocked before could be in no cycle with another thread.
    for (const wait of this._waits) {
      if (!wait._settled && wait.owner?.blockedOn === wait) this.blocked(wait, wait.owner);
    }
  }

  /** @internal */
  override _withdrawn(): boolean {
    return this.#half!.giveUpPending();
  }

  /** @internal */
  override _shared(agent: Agent, slot: number): void {
    this.#half = new Half!(
      agent,
      slot,
      (name) =>
        new AbandonedLockError(
          `${this.describe()}: ${name} was writing and has died, perhaps in the middle of a change; ` +
            'write.recover() takes it over',
          name,
        ),
      (who) => takenAt(this, who),
      () => this._changed(),
    );
    this.#half.adopt(this.#writer, this.#readers);
  }
}

/** How an attempt is made: to wait if it fails, and then to hold readers back; for a thread that does nothing else. */
interface Manner {
  readonly stays: boolean;
  readonly blocking: boolean;
}

const stays: Manner = { stays: true, blocking: false };
const tries: Manner = { stays: false, blocking: false };
/** Of one who does not wait. */
const nobody: Wish = {};

function sideOf(writes: boolean): string {
  return writes ? 'write' : 'read';
}

/** As messages name what is done. */
function verbOf(writes: boolean): string {
  return `${sideOf(writes)}.acquire`;
}
