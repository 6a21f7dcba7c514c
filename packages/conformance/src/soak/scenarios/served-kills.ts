import * as heddle from 'heddle';
import { Lock, Queue, Semaphore, sleep, Value, type Process } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import type { Scenario } from '../scenario.ts';
import { live, serving, type Household } from '../tasks/serving.ts';

const permits = 2;
/** Not so many that working them off takes longer than all else. */
const mostOpen = 50;

/** Not by name: a browser has none, and loads this module too. */
function start(seed: number, home: Household): Process {
  const { Process: made } = heddle as Partial<typeof heddle> as { Process: typeof Process };
  return made.start({
    target: serving.live,
    args: [seed, home],
    returnsItems: true,
    output: 'ignore',
  });
}

/** Puts items until it is over; each must come out as done, once at least. */
class Work {
  readonly #home: Household;
  readonly #isDone: boolean[] = [];
  #items = 0;
  #twice = 0;

  constructor(home: Household) {
    this.#home = home;
  }

  async put(): Promise<void> {
    while (this.#home.work.size < mostOpen) await this.#home.work.put(this.#items++);
    this.#look();
  }

  #look(): void {
    const { done } = this.#home;
    for (let item = done.tryGet(); item !== undefined; item = done.tryGet()) {
      if (this.#isDone[item] === true) this.#twice++;
      this.#isDone[item] = true;
    }
  }

  /** @throws Fault for an item that is lost. */
  end(): Figures {
    this.#look();
    const { work } = this.#home;
    for (let item = work.tryGet(); item !== undefined; item = work.tryGet()) {
      this.#isDone[item] = true;
      work.taskDone();
    }
    for (let item = 0; item < this.#items; item++) {
      if (this.#isDone[item] !== true) throw new Fault(`item ${item} of ${this.#items} is lost`);
    }
    return { items: this.#items, twice: this.#twice };
  }
}

/** One after the other is killed in the midst of what it does. */
async function killSome(role: Role, home: Household): Promise<Figures> {
  const actor = new Actor(role);
  while (!actor.over) {
    const victim = start(actor.random.below(2 ** 31), home);
    await sleep(actor.random.below(400)); // now and then before it has begun
    actor.does('kills');
    if (actor.random.oneIn(3)) victim.terminate();
    else victim.kill();
    try {
      await victim.result();
    } catch (error) {
      if (!['ProcessDiedError', 'ProcessStartError'].includes((error as Error).name)) throw error;
    }
    actor.count('kills');
  }
  return actor.end();
}

async function putAll(role: Role, work: Work): Promise<Figures> {
  const actor = new Actor(role);
  while (!actor.over) {
    actor.does('puts');
    await work.put();
    await sleep(1); // the others are heard meanwhile
  }
  return actor.end();
}

async function stay(role: Role, home: Household): Promise<Figures> {
  const actor = new Actor(role);
  const staying = start(actor.random.below(2 ** 31), home);
  while (!actor.over) {
    actor.does('meets the others');
    await sleep(20);
  }
  home.stop.value = 1;
  const figures = (await staying.result()) as Figures;
  actor.end();
  return figures;
}

async function liveHere(role: Role, home: Household): Promise<Figures> {
  const actor = new Actor(role);
  const figures = await live(role.seed, home, () => actor.does('is inside'));
  actor.end();
  return figures;
}

export const servedKills: Scenario = {
  name: 'served.kills',
  proves:
    'processes take a lock, permits and items that another one serves, give up, are cancelled and are killed: nobody meets another inside, locks are recovered, permits are given back and no item is lost',
  processes: true,
  async play({ ms, crew: newCrew }) {
    const crew = newCrew();
    const home: Household = {
      lock: new Lock({ name: 'home' }),
      inside: new Value('u8', 0),
      entries: new Value('u32', 0),
      permits: new Semaphore(permits),
      work: new Queue(),
      done: new Queue(),
      stop: new Value('u8', 0),
    };
    const work = new Work(home);
    crew.task(putAll, work);
    crew.task(liveHere, home);
    crew.task(stay, home);
    crew.task(stay, home);
    crew.task(killSome, home);
    const figures = await crew.finish(ms);
    const { lock, entries, permits: semaphore } = home;
    lock.recover()?.release();
    if (lock.locked) throw new Fault('the lock is held by nobody');
    if (semaphore.available !== permits) {
      throw new Fault(`${semaphore.available} of ${permits} permits are free at the end`);
    }
    // Those that were killed have been inside too, and their figures went with them.
    const [all, counted] = [entries.value, figures['acquired'] ?? 0];
    if (all < counted) throw new Fault(`${all} entries, and must be ${counted} or more`);
    return { ...figures, ...work.end() };
  },
};
