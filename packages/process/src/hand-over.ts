import { InvalidHandleError } from '@heddle/core';
import { crossBy, type Crossing } from './boundary.ts';
import { Connection, type Direction } from './connection.ts';
import { InTransit } from './in-transit.ts';
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

const inTransit = new InTransit<Connection>((connection) => connection._lost());

const hooks: PipeHooks = {
  arrived(end, peer) {
    const connection = inTransit.take(end);
    if (connection === undefined) return false;
    connection._settle((joint, side) => peer.attach(end, joint, side));
    return true;
  },
  dropped: (end) => inTransit.lose(end),
};

function gone(name: string): InvalidHandleError {
  return new InvalidHandleError(
    `cannot receive connection ${JSON.stringify(name)}: the process that handed it over is gone, or has no channel to this one`,
  );
}

const connections: Crossing<Connection> = {
  id: 'connection',
  type: Connection,
  onlyTo: 'process',
  takes: (object) => object instanceof Connection,
  handOver(connection, by): EndHandle {
    const how = connection._handOver();
    return { owner: ownUid(), end: inTransit.add(connection, by), ...how };
  },
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
    if (owner === ownUid()) inTransit.take(end)?._comeBack();
    else pipePeerOf(owner)?.tellEnded(-end);
  },
  lose: (by) => inTransit.loseAll(by),
};

/** It stays here after all. */
function back(end: number, name: string): Connection {
  const connection = inTransit.take(end);
  if (connection === undefined) throw gone(name);
  connection._comeBack();
  return connection;
}

/** Lets ends of pipes go to other processes. */
export function handOverConnections(): void {
  crossBy(connections);
}

/** The part that another process takes in pipes. */
export function pipePeer(link: PipeLink): PipePeer {
  return new PipePeer(link, hooks);
}
