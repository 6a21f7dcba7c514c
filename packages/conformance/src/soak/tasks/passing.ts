import {
  Channel,
  ShutDownError,
  sleep,
  tasks,
  type LifoQueue,
  type Lock,
  type PriorityQueue,
  type SimpleQueue,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Incoming, type Lane } from '../incoming.ts';
import { priorities, ranked, type Ranked } from '../item.ts';
import type { Ledger } from '../ledger.ts';
import { givenUp, limited } from '../limited.ts';
import { Outgoing } from '../outgoing.ts';

/** What items pass through, and in which order those of one producer come out. */
export interface Road {
  readonly through:
    | Channel<Ranked>
    | LifoQueue<Ranked>
    | PriorityQueue<Ranked>
    | SimpleQueue<Ranked>;
  readonly order: 'as put' | 'last first' | 'least first';
  readonly lock: Lock;
  readonly ledger: Ledger;
}

/** What has no bound gets no more than about so many. */
const most = 1000;

const lanes: Record<Road['order'], Lane> = {
  'as put': ({ from }) => from,
  'last first': () => undefined,
  'least first': ({ from, n }) => from * priorities + (n % priorities),
};

const blockedLimit = ({ random }: Actor): { timeout?: number } =>
  random.oneIn(8) ? { timeout: random.below(3) } : {};

/** Ended as the last one that puts, it ends what the items pass through. */
function endPutting(actor: Actor, outgoing: Outgoing, { through, ledger }: Road): Figures {
  outgoing.end(ledger);
  if (ledger.add(4, -1) === 1) {
    if (through instanceof Channel) through.close();
    else through.shutdown();
  }
  return actor.end();
}

function endGetting(actor: Actor, incoming: Incoming, road: Road): Figures {
  incoming.end(road.ledger);
  return actor.end();
}

/** Threads that use channels, and queues of every kind. */
export const passing = tasks('soak.passing', import.meta.url, {
  byPriority: (a: Ranked, b: Ranked): number => a[0] - b[0],

  async putBlocking(role: Role, from: number, road: Road): Promise<Figures> {
    const actor = new Actor(role);
    const { through } = road;
    const outgoing = new Outgoing(actor, from, road.lock);
    while (!actor.over) {
      if (through.size > most) await sleep(0);
      const item = ranked(outgoing.next(1)[0]);
      actor.does('blocks');
      try {
        if (actor.random.oneIn(16)) {
          const isPut = through instanceof Channel ? through.trySend(item) : through.tryPut(item);
          if (!isPut) continue;
        } else if (through instanceof Channel) through.sendSync(item, blockedLimit(actor));
        else through.putSync(item, blockedLimit(actor));
        outgoing.done(1);
      } catch (error) {
        givenUp(actor, error);
      }
    }
    return endPutting(actor, outgoing, road);
  },

  async put(role: Role, from: number, road: Road): Promise<Figures> {
    const actor = new Actor(role);
    const { through } = road;
    const outgoing = new Outgoing(actor, from, road.lock);
    while (!actor.over) {
      if (through.size > most || actor.random.oneIn(64)) await sleep(0);
      const item = ranked(outgoing.next(1)[0]);
      const options = actor.random.oneIn(8) ? limited(actor) : {};
      actor.does('waits');
      try {
        if (through instanceof Channel) await through.send(item, options);
        else await through.put(item, options);
        outgoing.done(1);
      } catch (error) {
        givenUp(actor, error);
      }
    }
    return endPutting(actor, outgoing, road);
  },

  getBlocking(role: Role, road: Road): Figures {
    const actor = new Actor(role);
    const { through } = road;
    const incoming = new Incoming(actor, lanes[road.order]);
    for (;;) {
      actor.does('blocks');
      try {
        const limit = blockedLimit(actor);
        const item =
          through instanceof Channel ? through.receiveSync(limit) : through.getSync(limit);
        incoming.take(item[3]);
      } catch (error) {
        if (error instanceof ShutDownError) return endGetting(actor, incoming, road);
        givenUp(actor, error);
      }
    }
  },

  async get(role: Role, road: Road): Promise<Figures> {
    const actor = new Actor(role);
    const { through } = road;
    const incoming = new Incoming(actor, lanes[road.order]);
    for (;;) {
      if (actor.random.oneIn(64)) await sleep(0);
      const options = actor.random.oneIn(8) ? limited(actor) : {};
      actor.does('waits');
      try {
        const item = await (through instanceof Channel
          ? through.receive(options)
          : through.get(options));
        incoming.take(item[3]);
      } catch (error) {
        if (error instanceof ShutDownError) return endGetting(actor, incoming, road);
        givenUp(actor, error);
      }
    }
  },
});
