import type { Fingerprint } from './fingerprint.ts';
import type { Access } from './step.ts';

/** Where it sleeps: the word, its place among those that sleep on some word, and whether it was woken. */
interface Sleep {
  readonly index: number;
  readonly since: number;
  readonly woken: boolean;
}

/** What changes of an actor from step to step. */
export interface Standing {
  /** How many results it has had. */
  length: number;
  /** How many of them do not matter any more, and how often that was said. */
  known: number;
  marks: number;
  pending: Access | undefined;
  /** It is in a blocking wait; one with a limit may end by itself. */
  parked: (Sleep & { readonly finite: boolean }) | undefined;
  /** Its bell, which rings when it is woken. */
  bell: Sleep | undefined;
  /** How it ended. */
  ended: 'done' | 'dead' | undefined;
}

/** The code of one agent, and how far it has come. */
export interface Actor extends Omit<Standing, 'length'> {
  readonly name: string;
  readonly body: () => void;
  /** The results of the accesses it has made: with them its code comes to the same point again. */
  readonly log: Logged[];
}

interface Logged {
  readonly access: Access;
  readonly result: unknown;
  /** What the actor has seen up to here since it last came to a known state, as two numbers. */
  readonly a: number;
  readonly b: number;
}

export function newActor(name: string, body: () => void): Actor {
  return {
    name,
    body,
    log: [],
    known: 0,
    marks: 0,
    pending: undefined,
    parked: undefined,
    bell: undefined,
    ended: undefined,
  };
}

export function standing({ log, known, marks, pending, parked, bell, ended }: Actor): Standing {
  return {
    length: log.length,
    known,
    marks,
    pending,
    parked,
    bell,
    ended,
  };
}

/** Back to where it stood before: its log can only have become longer since. */
export function putBack(actor: Actor, before: Standing): void {
  const { length, known, marks, pending, parked, bell, ended } = before;
  actor.log.length = length;
  actor.known = known;
  actor.marks = marks;
  actor.pending = pending;
  actor.parked = parked;
  actor.bell = bell;
  actor.ended = ended;
}

const codes: Record<string, number> = { ok: -11, 'not-equal': -12, 'timed-out': -13 };
const ends = { done: -1, dead: -2 } as const;

/** Adds a result to an actor's log. */
export function note({ log, known }: Actor, access: Access, result: unknown): void {
  const { a, b } = log.length === known ? nothingSeen : log[log.length - 1]!;
  const code = typeof result === 'number' ? result : (codes[result as string] ?? Number(result));
  log.push({
    access,
    result,
    a: Math.imul(a ^ code, 2654435761) ^ (a >>> 15),
    b: Math.imul(b ^ code, 1597334677) ^ (b >>> 13),
  });
}

const nothingSeen = { a: 0x2545f491, b: 0x5f356495 } as const;

/** What the actor's future depends on, besides the memory: what it has seen since it last came to a known state. */
export function addStanding(fingerprint: Fingerprint, actor: Actor, all: readonly Actor[]): void {
  const { log, known, marks, parked, bell, ended } = actor;
  fingerprint.add(ended === undefined ? marks : ends[ended]);
  if (ended !== undefined) return;
  const { a, b } = log.length === known ? nothingSeen : log[log.length - 1]!;
  fingerprint.add(a);
  fingerprint.add(b);
  addSleep(fingerprint, parked, all);
  addSleep(fingerprint, bell, all);
}

function addSleep(fingerprint: Fingerprint, sleep: Sleep | undefined, all: readonly Actor[]): void {
  fingerprint.add(sleep === undefined ? -1 : sleep.index * 2 + Number(sleep.woken));
  if (sleep === undefined || sleep.woken) return;
  // Who came first is woken first.
  let before = 0;
  for (const { parked, bell } of all) {
    if (parked !== undefined && isBefore(parked, sleep)) before++;
    if (bell !== undefined && isBefore(bell, sleep)) before++;
  }
  fingerprint.add(before);
}

function isBefore(one: Sleep, other: Sleep): boolean {
  return one.index === other.index && !one.woken && one.since < other.since;
}

/** Wakes so many of those that sleep on a word, who came first first; gives how many they were. */
export function wake(index: number, most: number, all: readonly Actor[]): number {
  let count = 0;
  for (; count < most; count++) {
    let first: { actor: Actor; how: 'parked' | 'bell'; since: number } | undefined;
    for (const actor of all) {
      for (const how of ['parked', 'bell'] as const) {
        const sleep = actor[how];
        if (sleep === undefined || sleep.index !== index || sleep.woken) continue;
        if (first === undefined || sleep.since < first.since) {
          first = { actor, how, since: sleep.since };
        }
      }
    }
    if (first === undefined) break;
    const { actor, how } = first;
    if (how === 'parked') actor.parked = { ...actor.parked!, woken: true };
    else actor.bell = { ...actor.bell!, woken: true };
  }
  return count;
}
