import { sleep, spawn, type Coroutine } from 'heddle';

function* greet(name: string, times: number): Coroutine<string> {
  for (let i = 0; i < times; i += 1) {
    console.log(`hello ${name}`);
    yield* sleep(20);
  }
  return `${name} is done`;
}

const ada = spawn(greet, 'Ada', 2);
const bea = spawn({ target: greet, args: ['Bea', 2], name: 'second' });
console.log(`${ada.name} is ${ada.state}, ${bea.name} is ${bea.state}`);
console.log(await ada);
console.log(await bea);
