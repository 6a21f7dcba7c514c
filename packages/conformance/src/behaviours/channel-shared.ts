import type { Listed } from 'heddle';
import { behaviour, type Behaviour } from '../behaviour.ts';
import { passingOn } from '../tasks/passing-on.ts';

const capacities = [0, 3] as const;

/** Channels between threads. */
export const channelsShared: readonly Behaviour[] = [
  behaviour({
    id: 'channel.threads',
    title: 'items of another thread are received in order until it closes, buffered and not',
    about: 'channel',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Channel }) {
      const sums: number[] = [];
      for (const capacity of capacities) {
        const channel = new Channel<number>({ capacity });
        const thread = Thread.start({ target: passingOn.sendAll, args: [channel, 1, 50] });
        let sum = 0;
        let last = 0;
        for await (const n of channel) {
          if (n !== last + 1) throw new Error(`${n} came after ${last}`);
          last = n;
          sum += n;
        }
        await thread.result();
        sums.push(sum);
      }
      return sums;
    },
    expect: [1275, 1275],
  }),
  behaviour({
    id: 'channel.threads-ping-pong',
    title: 'over one channel without a buffer, two threads send to each other, never to themselves',
    about: 'channel',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Channel }) {
      const balls: number[] = [];
      for (const target of [passingOn.returnBallsBlocking, passingOn.returnBalls]) {
        const channel = new Channel<number>();
        const thread = Thread.start({
          target: target as typeof passingOn.returnBallsBlocking,
          args: [channel, 50],
        });
        let ball = 0;
        for (let i = 0; i < 50; i += 1) {
          await channel.send(ball);
          ball = await channel.receive();
        }
        await thread.result();
        balls.push(ball);
      }
      return balls;
    },
    expect: [50, 50],
  }),
  behaviour({
    id: 'channel.threads-select',
    title: 'two threads that each would send or receive meet: one sends what the other receives',
    about: 'channel',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Channel, select }) {
      const channel = new Channel<string>();
      const thread = Thread.start({
        target: passingOn.eitherWay as unknown as ((
          channel: InstanceType<typeof Channel<string>>,
          item: string,
        ) => string) &
          Listed,
        args: [channel, 'theirs'],
      });
      const chosen = await select({ sent: channel.sending('ours'), received: channel });
      const there = await thread.result();
      const left = { size: channel.size, sent: channel.trySend('more') };
      const meets =
        chosen.key === 'sent'
          ? there === 'received ours'
          : there === 'sent' && chosen.value === 'theirs';
      return { meets, left };
    },
    expect: { meets: true, left: { size: 0, sent: false } },
  }),
  behaviour({
    id: 'channel.threads-given-up',
    title: 'a receive in another thread that gives up takes nothing; a send waits for the next',
    about: 'channel',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Channel }, tools) {
      const channel = new Channel<string>();
      const target = passingOn.receiveInTime;
      const first = await Thread.start({ target, args: [channel, 20] }).result();
      const late = await tools.thrownBy(() => channel.send('late', { timeout: 20 }));
      const next = Thread.start({ target, args: [channel, 10_000] });
      await channel.send('item');
      return { first, late, next: await next.result() };
    },
    expect: { first: 'TimeoutError', late: 'TimeoutError', next: 'got item' },
  }),
];
