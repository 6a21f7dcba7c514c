import { afterEach, expect, test } from 'vitest';
import { forgetOutput, noteOutput, Output, outputOfWorkers, type Printing } from './output.ts';

let asked = 0;
const output = new Output(() => void asked++);
const worker: Printing = { output: () => output.coming() };

afterEach(() => forgetOutput(worker));

test('who has done nothing since it was asked is not asked again', async () => {
  expect(outputOfWorkers()).toBeUndefined();
  noteOutput(worker);
  const coming = outputOfWorkers();
  expect([coming === undefined, asked]).toEqual([false, 1]);
  expect(outputOfWorkers()).toBeUndefined();
  output.told();
  await coming;
  expect([outputOfWorkers(), asked]).toEqual([undefined, 1]);
  output.stirred();
  const later = outputOfWorkers();
  expect(asked).toBe(2);
  output.told();
  await later;
});

test('each answer is that to the question which was asked first', async () => {
  noteOutput(worker);
  output.stirred();
  const ends: string[] = [];
  const first = outputOfWorkers()!.then(() => ends.push('first'));
  output.stirred();
  const second = outputOfWorkers()!.then(() => ends.push('second'));
  output.told();
  await first;
  expect(ends).toEqual(['first']);
  output.told();
  await second;
});

test('who is gone holds up nobody', async () => {
  noteOutput(worker);
  output.stirred();
  const coming = outputOfWorkers();
  output.end();
  await coming;
  expect(outputOfWorkers()).toBeUndefined();
});
