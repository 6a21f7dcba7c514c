// Two greenlets switch to each other by name, with a value each way; one that ends goes to its parent, the program.
import { Greenlet, type Coroutine } from 'heddle';

const ping: Greenlet = new Greenlet(function* (first: number): Coroutine<string> {
  for (let ball = first; ball <= 5;) {
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
console.log(`dead: ping ${ping.dead}, pong ${pong.dead}`);
pong.kill();
console.log(`dead: ping ${ping.dead}, pong ${pong.dead}`);
