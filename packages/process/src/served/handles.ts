import { InvalidHandleError, share, type Shareable } from '@heddle/core';
import { registerKind, type Kind } from '@heddle/core/internal';
import { crossBy } from '../boundary.ts';
import { ownUid, peerOf, type Peer } from './peer.ts';
import { remoteObject } from './remote-object.ts';
import { remoteOf } from './remote.ts';
import { servedClassOf, type ServedClass } from './steps.ts';

/** An object of this process that others use. */
export interface Entry {
  readonly object: object;
  readonly number: number;
  readonly served: ServedClass;
  /** Who has objects for it, and how many. */
  readonly users: Map<Peer, number>;
  /** Handles that have not become objects yet. */
  onTheirWay: number;
}

/** What crosses in place of the object. */
export interface ServedHandle {
  readonly owner: string;
  readonly object: number;
  readonly served: string;
  readonly title: string;
  /** With what the other process makes its object. */
  readonly data: unknown;
  /** Whose it is if the owner only passes it on: there it becomes what it was. */
  readonly origin: { readonly owner: string; readonly object: number } | undefined;
}

const byNumber = new Map<number, Entry>();
const byObject = new Map<object, Entry>();
let count = 0;

export function entryOf(number: number): Entry | undefined {
  return byNumber.get(number);
}

/** Nobody uses it any more: what it stands for is no longer kept for others. */
export function forgetIfUnused(entry: Entry): void {
  if (entry.users.size > 0 || entry.onTheirWay > 0) return;
  byNumber.delete(entry.number);
  byObject.delete(entry.object);
}

function enter(object: object, served: ServedClass): Entry {
  let entry = byObject.get(object);
  if (entry === undefined) {
    // What a dead process holds is abandoned, which shared memory can tell.
    if (served.isOwned === true && remoteOf(object) === undefined) share(object as Shareable);
    entry = { object, number: ++count, served, users: new Map(), onTheirWay: 0 };
    byNumber.set(entry.number, entry);
    byObject.set(object, entry);
  }
  return entry;
}

/** Handles are made and met by `processBoundary` alone: nothing is of this class. */
class Served {
  declare readonly never: never;
}

/** How objects of Heddle's cross to another process: they stay, and are worked on from there. */
const servedKind: Kind<object> = {
  id: 'served',
  type: Served,
  toHandle(object): ServedHandle {
    const served = servedClassOf(object)!;
    const remote = remoteOf(object);
    const entry = enter(object, served);
    entry.onTheirWay++;
    return {
      owner: ownUid(),
      object: entry.number,
      served: served.id,
      title: (object as { describe(): string }).describe(),
      data: served.describe(object),
      origin: remote && { owner: remote.peer.uid, object: remote.number },
    };
  },
  fromHandle(data) {
    const handle = data as ServedHandle;
    const { origin } = handle;
    if (origin?.owner === ownUid()) {
      drop(handle);
      return own(origin.object);
    }
    if (handle.owner === ownUid()) {
      const object = own(handle.object);
      drop(handle);
      return object;
    }
    const peer = peerOf(handle.owner);
    if (peer === undefined) throw gone(handle.title);
    return remoteObject(peer, handle);
  },
  drop: (data) => drop(data as ServedHandle),
};

function own(number: number): object {
  const entry = byNumber.get(number);
  if (entry === undefined) throw gone('an object');
  return entry.object;
}

function gone(title: string): InvalidHandleError {
  return new InvalidHandleError(
    `cannot receive ${title}: the process that serves it is gone, or has no channel to this one; hand it over from a process that has it`,
  );
}

/** It does not become an object. */
function drop({ owner, object }: ServedHandle): void {
  if (owner !== ownUid()) {
    peerOf(owner)?.send({ type: 'has', object });
    peerOf(owner)?.send({ type: 'forgets', object });
    return;
  }
  const entry = byNumber.get(object);
  if (entry === undefined) return;
  entry.onTheirWay--;
  forgetIfUnused(entry);
}

/** Lets objects of Heddle's cross to other processes. */
export function serveObjects(): void {
  registerKind(servedKind);
  crossBy(kindForProcesses);
}

/** How an object goes to another process; undefined: it does not. */
function kindForProcesses(object: object): Kind<object> | undefined {
  return servedClassOf(object) === undefined ? undefined : servedKind;
}
