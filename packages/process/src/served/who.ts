import { currentHolder, thisThread, type Holder } from '@heddle/core/internal';
import { currentProcess } from '../current.ts';
import { allPeers, type Peer } from './peer.ts';

/** Tasks of this process, and its thread, as other processes call them. */
const numbers = new WeakMap<Holder, number>();
/** Of whom each has been told. */
const told = new WeakMap<Peer, WeakSet<Holder>>();
let count = 0;

/** Its number, which the peer knows. */
export function whoIs(peer: Peer, holder: Holder): number {
  let number = numbers.get(holder);
  if (number === undefined) numbers.set(holder, (number = ++count));
  let toldOf = told.get(peer);
  if (toldOf === undefined) told.set(peer, (toldOf = new WeakSet()));
  if (!toldOf.has(holder)) {
    toldOf.add(holder);
    const name = holder.describe().replace(/\(main\)$/, `(${currentProcess().name})`);
    peer.send({ type: 'who', number, name });
    ended.register(holder, { peer: new WeakRef(peer), number });
  }
  return number;
}

/** The thread itself never ends: it keeps no process that has. */
const ended = new FinalizationRegistry<{ readonly peer: WeakRef<Peer>; readonly number: number }>(
  ({ peer, number }) => peer.deref()?.send({ type: 'leaves', number }),
);

/** Who did something here on behalf of another process, and elsewhere in turn, has died with that process. */
export function holderDied(holder: Holder): void {
  const number = numbers.get(holder);
  if (number === undefined) return;
  for (const peer of allPeers()) {
    if (told.get(peer)?.has(holder) === true) peer.send({ type: 'dies', number });
  }
}

/** Who is running. */
export function here(): Holder {
  return currentHolder() ?? thisThread;
}
