import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('generator-producer-consumer.ts', (lines) => {
  expect(lines).toEqual([
    ...[1, 2, 3].flatMap((item) => [
      `produced ${item}`,
      `consumed ${item}`,
      `answer: thanks for ${item}`,
    ]),
    'the consumer is closed',
  ]);
});
