import { InvalidHandleError, share, type Shareable } from '@heddle/core';
import { crossBy, type Crossing } from '../boundary.ts';
import { InTransit } from '../in-transit.ts';
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
  inTransit: number;
}

/** What crosses in place of the object. */
export interface ServedHandle {
  readonly owner: string;
  readonly object: number;
  /** The number of this hand-over. */
  readonly handOver: number;
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
  if (entry.users.size > 0 || entry.inTransit > 0) return;
  byNumber.delete(entry.number);
  byObject.delete(entry.object);
}

function enter(object: object, served: ServedClass): Entry {
  let entry = byObject.get(object);
  if (entry === undefined) {
    // What a dead process holds is abandoned, which shared memory can tell.
    if (served.isOwned === true && remoteOf(object) === undefined) share(object as Shareable);
    entry = { object, number: ++count, served, users: new Map(), inTransit: 0 };
    byNumber.set(entry.number, entry);
    byObject.set(object, entry);
  }
  return entry;
}

const inTransit = new InTransit<Entry>(noLongerInTransit);

function noLongerInTransit(entry: Entry): void {
  entry.inTransit--;
  forgetIfUnused(entry);
}

/** The other process has an object for it now. */
export function hasArrived(handOver: number, there: Peer): Entry | undefined {
  const entry = inTransit.take(handOver);
  if (entry === undefined) return undefined;
  entry.users.set(there, (entry.users.get(there) ?? 0) + 1);
  entry.inTransit--;
  return entry;
}

/** It became no object there, or one that was there before. */
export function wasDropped(handOver: number): void {
  inTransit.lose(handOver);
}

/** Handles are made and met at boundaries to processes alone: nothing is of this class. */
class Served {
  declare readonly never: never;
}

/** How objects of Heddle's cross to another process: they stay, and are worked on from there. */
const servedObjects: Crossing = {
  id: 'served',
  type: Served,
  takes: (object) => servedClassOf(object) !== undefined,
  handOver(object, by): ServedHandle {
    const served = servedClassOf(object)!;
    const remote = remoteOf(object);
    const title = (object as { describe(): string }).describe();
    const data = served.describe(object);
    const entry = enter(object, served);
    entry.inTransit++;
    return {
      owner: ownUid(),
      object: entry.number,
      handOver: inTransit.add(entry, by),
      served: served.id,
      title,
      data,
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
  lose: (by) => inTransit.loseAll(by),
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
function drop({ owner, handOver }: ServedHandle): void {
  if (owner === ownUid()) wasDropped(handOver);
  else peerOf(owner)?.send({ type: 'dropped', handOver });
}

/** Lets objects of Heddle's cross to other processes. */
export function serveObjects(): void {
  crossBy(servedObjects);
}
