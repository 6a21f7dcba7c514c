import { Channel, close as giveBack, Lock, SharedArray, Value } from 'heddle';
import type { Figures, Role } from '../actor.ts';
import { marks, mostItems } from '../depot.ts';
import { Fault } from '../fault.ts';
import { killing } from '../killing.ts';
import type { Scenario } from '../scenario.ts';
import { close, mortalChannels, type ChannelDepot } from '../tasks/mortal-channels.ts';
import { sizes } from './same.ts';

export const channelKills: Scenario = {
  name: 'channel.kills',
  proves:
    'threads that send and receive, with a buffer and without, are killed: what was sent arrives, once and in order, but for the one item that a killed thread had in hand, and nobody is stuck',
  async play({ random, ms, pace, early, crew: newCrew }) {
    const crew = newCrew();
    const capacity = random.oneIn(2) ? 0 : random.of(sizes);
    const depot: ChannelDepot = {
      channel: new Channel({ capacity, name: 'kills' }),
      order: 'as put',
      lock: new Lock(),
      next: new Value('i32', 0),
      marks: new SharedArray('u8', mostItems),
      busy: new Value('i32', 3),
    };
    let [from, receivers] = [0, 0];
    crew.thread(mortalChannels.sendBlocking, from++, depot, true);
    crew.thread(mortalChannels.send, from++, depot, true);
    crew.thread(mortalChannels.receiveBlocking, depot);
    crew.thread(mortalChannels.receive, depot);
    const kills = killing({ pace, early }, (actor) => {
      const blocks = actor.random.oneIn(2);
      if (actor.random.oneIn(2)) {
        const sends = blocks ? mortalChannels.sendBlocking : mortalChannels.send;
        return crew.victim(sends, from++, depot, false);
      }
      receivers++;
      return crew.victim(blocks ? mortalChannels.receiveBlocking : mortalChannels.receive, depot);
    });
    crew.task(async function kill(role: Role): Promise<Figures> {
      const figures = await kills(role);
      close(depot);
      return figures;
    });
    crew.shows(depot.channel);
    const figures = await crew.finish(ms);
    const lost = depot.marks.toArray().reduce((sum, mark) => sum + (mark === marks.put ? 1 : 0), 0);
    for (const one of [depot.marks, depot.next, depot.busy]) giveBack(one);
    if (lost > receivers) {
      throw new Fault(
        `${lost} items that were sent never came: ${receivers} threads that received were killed, with one each at most`,
      );
    }
    return { ...figures, lost };
  },
};
