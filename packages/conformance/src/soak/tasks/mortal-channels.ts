import { after, select, sleep, tasks, type Channel } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { burst, inTime, isEnd, limitOf, putting, Receipt, type Depot } from '../depot.ts';

/** A depot whose items go through a channel. */
export interface ChannelDepot extends Depot {
  readonly channel: Channel<unknown>;
}

/** One of those that the end of the channel waits for has ended. */
export function close({ channel, busy }: ChannelDepot): void {
  if (busy.add(-1) === 1) channel.close();
}

function sendSync(actor: Actor, { channel }: ChannelDepot, item: unknown): boolean {
  if (actor.random.oneIn(8)) {
    actor.does('tries');
    return channel.trySend(item);
  }
  actor.does('blocks');
  try {
    channel.sendSync(item, limitOf(actor));
    return true;
  } catch (error) {
    inTime(actor, error);
    return false;
  }
}

async function send(actor: Actor, { channel }: ChannelDepot, item: unknown): Promise<boolean> {
  actor.does('waits');
  if (actor.random.oneIn(4)) {
    const over = after(actor.random.below(3));
    return (await select({ sent: channel.sending(item), over })).key === 'sent';
  }
  try {
    await channel.send(item, limitOf(actor));
    return true;
  } catch (error) {
    inTime(actor, error);
    return false;
  }
}

/** One item, or none. */
function receiveSync(actor: Actor, { channel }: ChannelDepot): readonly unknown[] {
  if (actor.random.oneIn(8)) {
    actor.does('tries');
    const item = channel.tryReceive();
    return item === undefined ? [] : [item];
  }
  actor.does('blocks');
  try {
    return [channel.receiveSync(limitOf(actor))];
  } catch (error) {
    inTime(actor, error);
    return [];
  }
}

async function receive(actor: Actor, { channel }: ChannelDepot): Promise<readonly unknown[]> {
  actor.does('waits');
  if (actor.random.oneIn(4)) {
    const over = after(actor.random.below(3));
    const chosen = await select({ item: channel, over });
    return chosen.key === 'item' ? [chosen.value] : [];
  }
  try {
    return [await channel.receive(limitOf(actor))];
  } catch (error) {
    inTime(actor, error);
    return [];
  }
}

/** Threads that send and receive, and may be killed wherever they are. */
export const mortalChannels = tasks('soak.mortal-channels', import.meta.url, {
  async sendBlocking(
    role: Role,
    from: number,
    depot: ChannelDepot,
    stays: boolean,
  ): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      for (const end = performance.now() + burst; !actor.over && performance.now() < end;) {
        const steps = putting(actor, from, depot, 1);
        let step = steps.next();
        while (step.done !== true) step = steps.next(sendSync(actor, depot, step.value[0]));
        if (!step.value) break;
      }
      await sleep(0);
      actor.does('has left');
    }
    if (stays) close(depot);
    return actor.end();
  },

  async send(role: Role, from: number, depot: ChannelDepot, stays: boolean): Promise<Figures> {
    const actor = new Actor(role);
    while (!actor.over) {
      const steps = putting(actor, from, depot, 1);
      let step = steps.next();
      while (step.done !== true) step = steps.next(await send(actor, depot, step.value[0]));
      if (!step.value || actor.random.oneIn(8)) await sleep(0);
      actor.does('has left');
    }
    if (stays) close(depot);
    return actor.end();
  },

  async receiveBlocking(role: Role, depot: ChannelDepot): Promise<Figures> {
    const actor = new Actor(role);
    const receipt = new Receipt(actor, depot);
    try {
      for (;;) {
        for (const end = performance.now() + burst; performance.now() < end;) {
          receipt.take(receiveSync(actor, depot));
        }
        await sleep(0);
      }
    } catch (error) {
      isEnd(error);
    }
    return actor.end();
  },

  async receive(role: Role, depot: ChannelDepot): Promise<Figures> {
    const actor = new Actor(role);
    const receipt = new Receipt(actor, depot);
    try {
      for (;;) {
        receipt.take(await receive(actor, depot));
        if (actor.random.oneIn(8)) await sleep(0);
      }
    } catch (error) {
      isEnd(error);
    }
    return actor.end();
  },
});
