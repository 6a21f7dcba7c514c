import type { ServedHandle } from './handles.ts';
import type { Peer } from './peer.ts';
import { defineAccessor, remoteClass } from './remote-class.ts';
import { known, standsFor } from './remote.ts';
import { servedClassNamed } from './steps.ts';

const collected = new FinalizationRegistry<{ peer: Peer; number: number; key: string }>(
  ({ peer, number, key }) => {
    if (known.get(key)?.deref() === undefined) known.delete(key);
    peer.send({ type: 'forgets', object: number });
  },
);

/** This process' object for one that another serves: always the same. */
export function remoteObject(peer: Peer, handle: ServedHandle): object {
  const { object: number, handOver, title, data } = handle;
  const key = `${peer.uid}/${number}`;
  const there = known.get(key)?.deref();
  if (there !== undefined) {
    peer.send({ type: 'dropped', handOver });
    return there;
  }
  const served = servedClassNamed(handle.served)!;
  const object = served.make(data as never, (type) => remoteClass(served, type));
  standsFor(object, {
    peer,
    number,
    title,
    served,
    guards: new Map(),
    mayFail: (data as { closed?: boolean }).closed === true,
    early: 0,
    quiet: 0,
    refused: undefined,
    open: 0,
  });
  for (const field of served.fieldsOf?.(object) ?? []) defineAccessor(object, field, true);
  known.set(key, new WeakRef(object));
  collected.register(object, { peer, number, key });
  peer.send({ type: 'has', handOver });
  return object;
}
