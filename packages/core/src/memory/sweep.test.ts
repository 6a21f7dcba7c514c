import { describe, expect, test } from 'vitest';
import { installPlatform, platform } from '../realm.ts';
import { Agent, joinMemory } from './agent.ts';
import { allocate, kindAt } from './allocate.ts';
import { useAtomics, type AtomicOps } from './atomics.ts';
import { publish, waitOf } from './graph.ts';
import { killAtEachStep } from './killing.fixture.ts';
import {
  holderShift,
  agentWords,
  header,
  kinds,
  lockWords,
  queueSlots,
  queueWords,
  sharedWords,
  slotWords,
  waitedWords,
  waitSet,
  waitSets,
} from './layout.ts';
import { Memory } from './memory.ts';
import { lockMutex } from './mutex.ts';
import { countIn, countOut, gain, generationOf, lose } from './shares.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

/** A memory, and threads with numbers on both sides of the middle, one of them to die. */
function given(): { memory: Memory; mortals: Agent[]; other: Agent } {
  const memory = Memory.create();
  const all = Array.from(
    { length: 40 },
    (_, i) => new Agent(memory, Agent.enlist(memory, `thread ${i}`)),
  );
  return { memory, mortals: [all[5]!, all[38]!], other: all[20]! };
}

function refs(memory: Memory, slot: number): number {
  return memory.reach(slot)[slot * slotWords + sharedWords.refs]!;
}

describe('a thread that died', () => {
  test('waits in no set any more, and only it was taken out', () => {
    const { memory, mortals } = given();
    const sets: number[] = [];
    for (const [kind, offsets] of Object.entries(waitSets)) {
      const name = Object.entries(kinds).find(([, number]) => number === Number(kind))![0];
      const slot = allocate(memory, queueSlots, name as keyof typeof kinds);
      sets.push(...offsets.map((offset) => slot * slotWords + offset));
    }
    const words = memory.reach(1);
    for (const set of sets) words.fill(-1, set, set + waitSet.words);
    for (const mortal of mortals) Agent.dismiss(memory, mortal);
    for (const set of sets) {
      expect(words.slice(set, set + waitSet.words)).toEqual(
        Int32Array.of(~(1 << 5), ~(1 << 6), ~(1 << 5), ~(1 << 6)),
      );
    }
  });

  test('has no turn any more, and others keep theirs', () => {
    const { memory, mortals, other } = given();
    const [own, others] = [mortals[0]!, other].map((agent) => {
      const slot = allocate(memory, 1, 'lock');
      memory.reach(slot)[slot * slotWords + waitedWords.claim] = agent.thread + 1;
      return slot * slotWords + waitedWords.claim;
    }) as [number, number];
    Agent.dismiss(memory, mortals[0]!);
    expect(memory.words[own]).toBe(0);
    expect(memory.words[others]).toBe(other.thread + 1);
  });

  test('has no mutex any more, and others keep theirs', () => {
    const { memory, mortals, other } = given();
    const queues = [mortals[0]!, other].map((agent) => {
      const slot = allocate(memory, queueSlots, 'queue');
      joinMemory(agent);
      lockMutex(memory.reach(slot), slot * slotWords + queueWords.getMutex);
      return slot * slotWords + queueWords.getMutex;
    }) as [number, number];
    joinMemory(mortals[0]!);
    lockMutex(memory.words, header.allocating);
    lockMutex(memory.words, header.detecting);
    joinMemory(other);
    Agent.dismiss(memory, mortals[0]!);
    expect(queues.map((mutex) => memory.words[mutex])).toEqual([0, other.thread + 1]);
    expect([header.allocating, header.detecting].map((word) => memory.words[word])).toEqual([0, 0]);
  });

  test('knows nothing any more: what nobody else knows is free', () => {
    const { memory, mortals, other } = given();
    for (const mortal of mortals) {
      const [alone, together, sent] = [0, 0, 0].map(() => allocate(memory, 1, 'value')) as [
        number,
        number,
        number,
      ];
      for (const slot of [alone, together, sent]) gain(memory, slot, mortal.thread);
      gain(memory, together, other.thread);
      countIn(memory, sent);
      Agent.dismiss(memory, mortal);
      expect([alone, together, sent].map((slot) => kindAt(memory, slot))).toEqual([
        kinds.free,
        kinds.value,
        kinds.value,
      ]);
      expect([together, sent].map((slot) => refs(memory, slot))).toEqual([1, 1]);
    }
  });

  test('leaves no holders but those whose locks are still to be recovered', () => {
    const { memory, mortals, other } = given();
    const [mortal] = mortals as [Agent];
    const task = { describe: () => 'task', blockedOn: undefined };
    const [free, holding, uncounted] = [0, 0, 0].map(() => mortal.slotOf({ ...task, slot: 0 })) as [
      number,
      number,
      number,
    ];
    const [held, alsoHeld] = [holding, uncounted].map((holder) => {
      const slot = allocate(memory, 1, 'lock');
      gain(memory, slot, other.thread);
      gain(memory, slot, mortal.thread);
      memory.reach(slot)[slot * slotWords + lockWords.state] = holder << holderShift;
      return slot;
    }) as [number, number];
    memory.words[holding * slotWords + agentWords.holds] = 1;
    publish(mortal, free, held, true);
    const theirs = other.slotOf({ ...task, slot: 0 });
    Agent.dismiss(memory, mortal);
    expect(waitOf(other, free)).toBeUndefined();
    expect([free, holding, uncounted, theirs].map((slot) => kindAt(memory, slot))).toEqual([
      kinds.free,
      kinds.agent,
      kinds.agent,
      kinds.agent,
    ]);
    // Nobody who could recover them is left: they go, and with the next death their holders.
    for (const slot of [held, alsoHeld]) lose(memory, slot, other.thread);
    expect(kindAt(memory, held)).toBe(kinds.free);
    expect(kindAt(memory, alsoHeld)).toBe(kinds.free);
    Agent.dismiss(memory, Agent.enlist(memory, 'next'));
    expect([holding, uncounted].map((slot) => kindAt(memory, slot))).toEqual([
      kinds.free,
      kinds.free,
    ]);
  });
});

describe('a thread that is killed at any step', () => {
  test('of beginning or ceasing to know something takes it from nobody', () => {
    const steps = killAtEachStep(
      () => {
        const { memory, mortals, other } = given();
        const slot = allocate(memory, 1, 'value');
        gain(memory, slot, other.thread);
        return { memory, mortal: mortals[0]!, other, slot };
      },
      ({ memory, mortal, slot }) => {
        gain(memory, slot, mortal.thread);
        countIn(memory, slot);
        countOut(memory, slot);
        lose(memory, slot, mortal.thread);
      },
      ({ memory, mortal, slot }) => {
        Agent.dismiss(memory, mortal);
        expect(kindAt(memory, slot)).toBe(kinds.value);
        expect(refs(memory, slot)).toBeGreaterThanOrEqual(1);
      },
    );
    expect(steps).toBe(6);
  });

  test('of giving something back leaves it free or unused for ever, and the rest whole', () => {
    const steps = killAtEachStep(
      () => {
        const { memory, mortals } = given();
        const slot = allocate(memory, 1, 'value');
        gain(memory, slot, mortals[0]!.thread);
        joinMemory(mortals[0]!);
        return { memory, mortal: mortals[0]!, slot };
      },
      ({ memory, mortal, slot }) => lose(memory, slot, mortal.thread),
      ({ memory, mortal, slot }) => {
        Agent.dismiss(memory, mortal);
        const fresh = [0, 0, 0].map(() => allocate(memory, 1, 'value'));
        expect(new Set(fresh).size).toBe(3);
        expect(new Set(fresh.map((other) => generationOf(memory, other))).size).toBe(3);
        if (kindAt(memory, slot) === kinds.value) return; // given out again, or lost
        expect(fresh).not.toContain(slot);
      },
    );
    expect(steps).toBeGreaterThan(6);
  });
});

test('what a death leaves is found by a few looks at each block', () => {
  const looksIn = (locks: number): number => {
    const { memory, mortals, other } = given();
    for (let i = 0; i < locks; i++) gain(memory, allocate(memory, 1, 'lock'), other.thread);
    let looks = 0;
    useAtomics(
      new Proxy(Atomics as AtomicOps, {
        get(operations, name: keyof AtomicOps) {
          looks++;
          return operations[name];
        },
      }),
    );
    Agent.dismiss(memory, mortals[0]!);
    useAtomics();
    return looks;
  };
  const more = looksIn(20_000) - looksIn(10_000);
  expect(more / 10_000).toBeGreaterThanOrEqual(1);
  expect(more / 10_000).toBeLessThan(10);
});
