import { Greenlet, type Coroutine } from 'heddle';

const ping: Greenlet = new Greenlet(function* (first: number): Coroutine<string> {
  for (let ball = first; ball < 6;) {
    console.log(`ping ${ball}`);
    ball = yield* pong.switch<number>(ball + 1);
  }
  return 'ping has ended';
});
const pong: Greenlet = new Greenlet(function* (first: number): Coroutine<void> {
  for (let ball = first; ;) {
    console.log(`pong ${ball}`);
    ball = yield* ping.switch<number>(ball + 1);
  }
});

console.log(ping.switchSync(1));
pong.kill(); // nobody switches to it any more
console.log(`dead: ${ping.dead} ${pong.dead}`);
