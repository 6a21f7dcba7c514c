import { expect, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { tasks } from './tasks.ts';
import { Thread } from './thread.ts';
import { Timer } from './timer.ts';

const work = tasks('options', import.meta.url, { double: (n: number) => n * 2 });
const call = { target: work.double, args: [1] as [number] };

test('an option that a thread does not have is refused', () => {
  const misspelt = { ...call, startTimout: 5 };
  for (const make of [() => new Thread(misspelt), () => Thread.start(misspelt)]) {
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow(
      'new Thread: there is no option "startTimout"; did you mean startTimeout?',
    );
  }
  expect(() => new Thread({ ...call, delay: 5 } as never)).toThrow(
    'new Thread: there is no option "delay"; it has target, args, name,',
  );
  class Walker extends Thread {}
  expect(() => new Walker({ deamon: true } as never)).toThrow(
    'new Walker: there is no option "deamon"; did you mean daemon?',
  );
});

test('a timer has one more', () => {
  expect(new Timer({ ...call, delay: 5 })).toBeInstanceOf(Timer);
  const misspelt = { ...call, delay: 5, memorylimit: 64 };
  for (const make of [() => new Timer(misspelt), () => Timer.start(misspelt)]) {
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow('new Timer: there is no option "memorylimit"; did you mean memoryLimit?');
  }
  expect(() => new Timer({ ...call, delays: 5 } as never)).toThrow('did you mean delay?');
  expect(() => new Timer(call as never)).toThrow('delay of new Timer');
  expect(() => new Timer(undefined as never)).toThrow('new Timer: options must be an object');
});
