import { InvalidHandleError } from '@heddle/core';
import { registerKind, type Boundary, type Kind } from '@heddle/core/internal';
import { crossBy } from './boundary.ts';
import { Connection, type Direction } from './connection.ts';
import type { Joint } from './joint.ts';
import { PipePeer, pipePeerOf, type PipeHooks, type PipeLink } from './pipe-peer.ts';
import { ownUid } from './served/peer.ts';

/** What crosses in place of an end of a pipe. */
interface EndHandle extends Direction {
  /** The process that hands it over. */
  readonly owner: string;
  /** Its number there. */
  readonly end: number;
  readonly name: string;
}

interface Handed {
  readonly connection: Connection;
  /** Where it goes, if it is known. */
  readonly to: Handing | undefined;
}

/** Those that were handed over, and have not arrived. */
const onTheirWay = new Map<number, Handed>();
let count = 0;

const hooks: PipeHooks = {
  arrived(end, peer) {
    const connection = taken(end);
    if (connection === undefined) return false;
    connection._settle((joint, side) => peer.attach(end, joint, side));
    return true;
  },
  dropped: lose,
};

/** It did not arrive, and never will. */
function lose(end: number): void {
  taken(end)?._lost();
}

/** It is not on its way any more. */
function taken(end: number): Connection | undefined {
  const connection = onTheirWay.get(end)?.connection;
  onTheirWay.delete(end);
  return connection;
}

function handOver(connection: Connection, to: Handing | undefined): EndHandle {
  const how = connection._handOver();
  const end = ++count;
  onTheirWay.set(end, { connection, to });
  return { owner: ownUid(), end, ...how };
}

/** It stays here after all. */
function back(end: number, name: string): Connection {
  const connection = taken(end);
  if (connection === undefined) throw gone(name);
  connection._comeBack();
  return connection;
}

function gone(name: string): InvalidHandleError {
  return new InvalidHandleError(
    `cannot receive connection ${JSON.stringify(name)}: the process that handed it over is gone, or has no channel to this one`,
  );
}

const connectionKind: Kind<Connection> = {
  id: 'connection',
  type: Connection,
  onlyTo: 'process',
  toHandle: (connection): EndHandle => handOver(connection, undefined),
  fromHandle(data) {
    const { owner, end, name, receives, sends } = data as EndHandle;
    if (owner === ownUid()) return back(end, name);
    const peer = pipePeerOf(owner);
    if (peer === undefined) throw gone(name);
    const joint = { ports: [] as unknown } as Joint;
    const connection = new Connection(name, { receives, sends }, joint, 0);
    peer.attach(-end, joint, 1);
    peer.tellArrived(-end);
    return connection;
  },
  drop(data) {
    const { owner, end } = data as EndHandle;
    if (owner !== ownUid()) pipePeerOf(owner)?.tellEnded(-end);
    else if (onTheirWay.has(end)) back(end, '');
  },
};

/** Lets ends of pipes go to other processes. */
export function handOverConnections(): void {
  registerKind(connectionKind);
  crossBy((object) =>
    object instanceof Connection ? (connectionKind as Kind<object>) : undefined,
  );
}

/** The part that another process takes in pipes. */
export function pipePeer(link: PipeLink): PipePeer {
  return new PipePeer(link, hooks);
}

/** To one process, which may die before an end has arrived there: that is closed then. */
export class Handing implements Boundary {
  readonly means: Boundary['means'] = 'process';
  readonly #boundary: Boundary;
  readonly #kind: Kind<object>;

  constructor(boundary: Boundary) {
    this.#boundary = boundary;
    const toHandle = (connection: object): EndHandle => handOver(connection as Connection, this);
    this.#kind = { ...(connectionKind as Kind<object>), toHandle };
  }

  kindOf(object: object): Kind<object> | undefined {
    return object instanceof Connection ? this.#kind : this.#boundary.kindOf(object);
  }

  /** The process is gone. */
  gone(): void {
    for (const [end, { to }] of onTheirWay) if (to === this) lose(end);
  }
}
