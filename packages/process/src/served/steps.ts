import {
  Barrier,
  BoundedSemaphore,
  Channel,
  Condition,
  Event,
  Latch,
  LifoQueue,
  Lock,
  Once,
  PriorityQueue,
  Queue,
  RLock,
  RwLock,
  Semaphore,
  SharedArray,
  SimpleQueue,
  Value,
  type ValueType,
} from '@heddle/core';
import { makeRecord, RecordNumbers } from '@heddle/core/internal';
import { forEachServed, itemsServed } from './batches.ts';
import type { LocalStep } from './local-step.ts';
import { put, putBack, taskDone } from './remote-queue.ts';
import { remoteOf } from './remote.ts';
import { updateElement, updateField, updateValue } from './update.ts';
import { waitFor, waitForSync } from './wait-for.ts';

/** What another process may do with objects of a class, and how it makes one that stands for them. */
export interface ServedClass<T extends object = object> {
  readonly id: string;
  readonly type: abstract new (...args: never[]) => T;
  /** Steps that may take time: where their options stand among their arguments. */
  readonly operations?: Readonly<Record<string, number>>;
  /** The same for a thread that may block: of which step each is the twin. */
  readonly blocking?: Readonly<Record<string, string>>;
  /** Those that cannot be left and undone: given up, they are waited for until they have ended. */
  readonly heldOnTo?: readonly string[];
  /** Steps that end at once. */
  readonly calls?: readonly string[];
  /** Which of these can be done as somebody else: where their options stand among their arguments. */
  readonly owners?: Readonly<Record<string, number>>;
  /** What can be asked for; of `settable` also given. */
  readonly getters?: readonly string[];
  readonly settable?: readonly string[];
  /** What else can be asked for and given, of one object. */
  fieldsOf?(object: T): readonly string[];
  /** What is made of these steps, and runs where it is called. */
  readonly local?: Readonly<Record<string | symbol, LocalStep>>;
  /** A step that gives true begins what the caller is to end by another one; if it dies, that is done with `false`. */
  readonly lent?: { readonly begin: string; readonly end: string };
  /** What is there in every object of the class, and needs none of its state. */
  readonly kept?: readonly string[];
  /** With what the other process makes its object. */
  describe(object: T): unknown;
  make(data: never, extend: <C extends object>(type: C) => C): T;
  /** What a dead holder leaves is abandoned, so it lies in shared memory, where that is known. */
  readonly isOwned?: boolean;
  /** Steps for which it has to be known who asks. */
  readonly asksWho?: readonly string[];
  /** What of it is taken can be released by anybody, and goes back with a process that dies. */
  readonly hasPermits?: boolean;
  /** May the release by a guard be in vain, because somebody else has released it before? */
  mayRefuse?(object: T): boolean;
  /** Who reads it and dies, reads it no more. */
  readonly hasReaders?: boolean;
}

const ofLocks = {
  operations: { acquire: 0 },
  blocking: { acquireSync: 'acquire' },
  calls: ['tryAcquire', 'recover', 'release'],
  getters: ['locked', 'abandoned'],
  kept: ['run', '_who', 'name', 'owned', 'fair', 'toJSON'],
} as const;

const loops = { forEach: forEachServed, [Symbol.asyncIterator]: itemsServed, _putBack: putBack };

const ofFlows = {
  operations: { _put: 1, _putMany: 1, _get: 0, _getMany: 1 },
  blocking: {
    _putSync: '_put',
    _putManySync: '_putMany',
    _getSync: '_get',
    _getManySync: '_getMany',
  },
  heldOnTo: ['_put', '_putMany'],
  calls: ['_tryPut', '_tryGet', '_shutdown'],
  getters: ['closed', 'size'],
} as const;

const keptOfQueues = [
  'put',
  'get',
  'putting',
  'tryPut',
  'tryGet',
  'putSync',
  'getSync',
  'putMany',
  'putManySync',
  'getMany',
  'getManySync',
  'shutdown',
  'forEach',
  'readable',
  'writable',
  'name',
  'toJSON',
  'maxsize',
  'empty',
] as const;

const ofBounded = {
  ...ofFlows,
  operations: { ...ofFlows.operations, _join: 0 },
  blocking: { ...ofFlows.blocking, _joinSync: '_join' },
  local: { ...loops, _put: put, taskDone },
  calls: [...ofFlows.calls, 'taskDone'],
  getters: [...ofFlows.getters, 'full', 'empty'],
  kept: [...keptOfQueues.filter((name) => name !== 'empty'), 'join', 'joinSync'],
} as const;

interface Named {
  readonly name: string | undefined;
}

function naming({ name }: Named): { name?: string } {
  return name === undefined ? {} : { name };
}

const ofSemaphores = {
  hasPermits: true,
  operations: { acquire: 0 },
  blocking: { acquireSync: 'acquire' },
  calls: ['tryAcquire', 'release'],
  getters: ['available', 'locked'],
  kept: ['run', 'permits', 'name', 'toJSON'],
  describe: (semaphore: Semaphore) => ({ options: naming(semaphore), permits: semaphore.permits }),
} as const;

function served<T extends object, D>(
  one: Omit<ServedClass<T>, 'describe' | 'make'> & {
    describe(object: T): D;
    make(data: D, extend: <C extends object>(type: C) => C): T;
  },
): ServedClass {
  return one as unknown as ServedClass;
}

const numbers = ['add', 'exchange', 'compareExchange', 'and', 'or', 'xor'] as const;

/** Subclasses before the classes above them. */
const servedClasses: readonly ServedClass[] = [
  served({
    id: 'rlock',
    type: RLock,
    ...ofLocks,
    owners: { tryAcquire: 0, recover: 0, release: 0 },
    asksWho: ['acquire', 'tryAcquire'],
    getters: [...ofLocks.getters, 'depth'],
    isOwned: true,
    describe: (lock) => ({ ...naming(lock), fair: lock.fair }),
    make: (data, extend) => new (extend(RLock))(data),
  }),
  served({
    id: 'lock',
    type: Lock,
    ...ofLocks,
    mayRefuse: ({ owned }) => !owned,
    isOwned: true,
    describe: (lock) => ({ ...naming(lock), owned: lock.owned, fair: lock.fair }),
    make: (data, extend) => new (extend(Lock))(data),
  }),
  served({
    ...ofSemaphores,
    id: 'bounded-semaphore',
    type: BoundedSemaphore,
    mayRefuse: () => true,
    make: ({ permits, options }, extend) => new (extend(BoundedSemaphore))(permits, options),
  }),
  served({
    ...ofSemaphores,
    id: 'semaphore',
    type: Semaphore,
    make: ({ permits, options }, extend) => new (extend(Semaphore))(permits, options),
  }),
  served({
    id: 'event',
    type: Event,
    operations: { wait: 0 },
    blocking: { waitSync: 'wait' },
    calls: ['set', 'clear'],
    getters: ['isSet'],
    kept: ['name', 'toJSON'],
    describe: naming,
    make: (options, extend) => new (extend(Event))(options),
  }),
  served({
    id: 'latch',
    type: Latch,
    operations: { wait: 0 },
    blocking: { waitSync: 'wait' },
    calls: ['countDown'],
    getters: ['count', 'isOpen'],
    kept: ['name', 'toJSON'],
    describe: naming,
    make: (options, extend) => new (extend(Latch))(0, options),
  }),
  served({
    id: 'barrier',
    type: Barrier,
    operations: { wait: 0 },
    blocking: { waitSync: 'wait' },
    heldOnTo: ['wait'],
    calls: ['abort', 'reset'],
    getters: ['waiting', 'broken'],
    kept: ['parties', 'timeout', 'name', 'toJSON'],
    describe: (barrier) => ({
      parties: barrier.parties,
      options: { ...naming(barrier), timeout: barrier.timeout },
    }),
    make: ({ parties, options }, extend) => new (extend(Barrier))(parties, options),
  }),
  served({
    id: 'once',
    type: Once,
    operations: { _begin: 0 },
    blocking: { _beginSync: '_begin' },
    calls: ['_end'],
    getters: ['done'],
    lent: { begin: '_begin', end: '_end' },
    kept: ['run', 'runSync', 'name', 'toJSON'],
    describe: naming,
    make: (options, extend) => new (extend(Once))(options),
  }),
  served({
    id: 'condition',
    type: Condition,
    operations: { wait: 0 },
    blocking: { waitSync: 'wait' },
    heldOnTo: ['wait'],
    calls: ['notify', 'notifyAll'],
    owners: { notify: 1, notifyAll: 0 },
    getters: ['locked'],
    local: { waitFor, waitForSync },
    kept: ['acquire', 'acquireSync', 'tryAcquire', 'release', 'run', 'lock', 'name', 'toJSON'],
    describe: (condition) => ({ lock: condition.lock, options: naming(condition) }),
    make: ({ lock, options }, extend) => new (extend(Condition))(lock, options),
  }),
  served({
    id: 'rw-lock',
    type: RwLock,
    operations: { _acquire: 1 },
    blocking: { _acquireSync: '_acquire' },
    calls: ['_tryAcquire', '_release', '_recover'],
    getters: ['locked', 'readers', 'writing', '_abandoned'],
    kept: ['read', 'write', '_describeSide', 'name', 'toJSON'],
    isOwned: true,
    hasReaders: true,
    describe: naming,
    make: (options, extend) => new (extend(RwLock))(options),
  }),
  ...queues(),
  served({
    id: 'channel',
    type: Channel,
    ...ofFlows,
    local: { _putBack: putBack },
    kept: [
      'capacity',
      'send',
      'receive',
      'sending',
      'trySend',
      'tryReceive',
      'sendSync',
      'receiveSync',
      'close',
      'forEach',
      'name',
      'toJSON',
    ],
    describe: (channel: Channel<unknown>) => ({ ...naming(channel), capacity: channel.capacity }),
    make: (options, extend) => new (extend(Channel))(options),
  }),
  served({
    id: 'value',
    type: Value,
    calls: numbers,
    local: { update: updateValue },
    getters: ['value', 'lock'],
    settable: ['value'],
    kept: ['type', 'name', 'toJSON'],
    describe: (value: Value<ValueType>) => ({ type: value.type, options: naming(value) }),
    make: ({ type, options }, extend) =>
      new (extend(Value))(type, type === 'i64' || type === 'u64' ? (0n as never) : 0, options),
  }),
  served({
    id: 'array',
    type: SharedArray,
    calls: [...numbers, 'get', 'at', 'set', 'fill', 'toArray', 'slice'],
    local: { update: updateElement },
    getters: ['length', 'lock'],
    kept: ['type', 'name', 'toJSON'],
    describe: (array: SharedArray<ValueType>) => ({ type: array.type, options: naming(array) }),
    make: ({ type, options }, extend) => new (extend(SharedArray))(type, 0, options),
  }),
  served({
    id: 'record',
    type: RecordNumbers,
    calls: ['add', 'exchange', 'compareExchange'],
    local: { update: updateField },
    getters: ['lock'],
    fieldsOf: (record) => record._fields.map(([name]) => name),
    kept: ['name', 'toJSON'],
    describe: (record) => ({ fields: record._fields, options: naming(record) }),
    make: ({ fields, options }, extend) =>
      new (extend(makeRecord(fields).constructor as typeof RecordNumbers))(options as never),
  }),
];

function queues(): ServedClass[] {
  return [
    bounded('priority-queue', PriorityQueue),
    bounded('lifo-queue', LifoQueue),
    bounded('queue', Queue),
    served({
      id: 'simple-queue',
      type: SimpleQueue,
      ...ofFlows,
      local: { ...loops, _put: put },
      kept: keptOfQueues,
      describe: (queue: SimpleQueue<unknown>) => ({ ...naming(queue), closed: isClosed(queue) }),
      make: (options, extend) => new (extend(SimpleQueue))(options),
    }),
  ];
}

/** A put into one that is open is taken for granted; of one that is only passed on it is not known. */
function isClosed(queue: Queue<unknown> | SimpleQueue<unknown>): boolean {
  return remoteOf(queue) === undefined && queue.closed;
}

function bounded(
  id: string,
  type: typeof PriorityQueue | typeof LifoQueue | typeof Queue,
): ServedClass {
  return served<Queue<unknown>, { name?: string; maxsize: number; closed: boolean }>({
    id,
    type: type as typeof Queue,
    ...ofBounded,
    describe: (queue) => ({ ...naming(queue), maxsize: queue.maxsize, closed: isClosed(queue) }),
    make: (options, extend) => new (extend(type as typeof Queue))(options),
  });
}

/** How an object is served; undefined: it is none that can be. */
export function servedClassOf(object: object): ServedClass | undefined {
  return servedClasses.find(({ type }) => object instanceof type);
}

export function servedClassNamed(id: string): ServedClass | undefined {
  return servedClasses.find((one) => one.id === id);
}
