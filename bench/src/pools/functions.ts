// What the workers of every pool run. None of it reaches out of itself, since one peer sends functions as source.

function add(a: number, b: number): number {
  return a + b;
}

/** Computes for about a millisecond, always the same, whatever the clock says; gives the number back. */
function compute(n: number): number {
  let bits = 1;
  for (let i = 0; i < 700_000; i += 1) {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
  }
  // Such a generator never comes to 0, which no compiler knows.
  return bits === 0 ? -1 : n;
}

/** A number that no other worker gives. */
function who(): number {
  const realm = globalThis as { poolWorker?: number };
  realm.poolWorker ??= Math.random();
  return realm.poolWorker;
}

/** Adds 1 to the first byte. */
function increment(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  bytes[0]! += 1;
  return bytes;
}

export const functions = { add, compute, who, increment };

export type Functions = typeof functions;
export type Name = keyof Functions;
