import { parseArgs } from 'node:util';

export const runtimes = ['node', 'bun', 'deno', 'chromium'] as const;
export type Runtime = (typeof runtimes)[number];

export interface Options {
  /** Contests with one of these words in their id; all of them if there is none. */
  readonly only: readonly string[];
  readonly on: readonly Runtime[];
  readonly rounds: number;
  readonly json: boolean;
  /** Write the tables into the README. */
  readonly record: boolean;
  readonly list: boolean;
}

/** @throws RangeError that says which option was given what. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    // `pnpm bench -- --only lock` hands the dashes on.
    args: args.filter((arg) => arg !== '--'),
    options: {
      only: { type: 'string', multiple: true, default: [] },
      on: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '15' },
      json: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  const on = words(values.on).map((word): Runtime => {
    const runtime = runtimes.find((name) => name === word);
    if (runtime !== undefined) return runtime;
    throw new RangeError(`--on ${word}: must be one of ${runtimes.join(', ')}`);
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`--rounds ${values.rounds}: must be a whole number from 1 up`);
  }
  const { json, record, list } = values;
  return {
    only: words(values.only),
    on: on.length === 0 ? runtimes : on,
    rounds,
    json,
    record,
    list,
  };
}

function words(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).filter((word) => word !== '');
}

/** @throws RangeError for a word that no id contains. */
export function chosenOf(ids: readonly string[], only: readonly string[]): string[] {
  const unknown = only.find((word) => !ids.some((id) => id.includes(word)));
  if (unknown !== undefined) {
    throw new RangeError(`--only ${unknown}: nothing has that in its name; --list names them all`);
  }
  return ids.filter((id) => only.length === 0 || only.some((word) => id.includes(word)));
}
