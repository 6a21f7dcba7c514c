import { parseArgs } from 'node:util';
import { engineIds, type EngineId } from '../../compare/engine.ts';
import { UsageError } from '../../compare/options.ts';

export interface Options {
  readonly engines: readonly EngineId[];
  readonly scenarios: readonly string[];
  readonly minutes: number;
  readonly rounds: number;
  readonly slice: number;
  readonly seed: number;
  readonly record: boolean;
  readonly summary: string | undefined;
}

export const help: string = `Threads that contend, wait, time out, are cancelled and are killed, by chance and for as long as you like.

  pnpm soak [options]

Options
  --minutes 10             for how long, on all runtimes at the same time (default: 10)
  --on node,deno           only on these runtimes (${engineIds.join(', ')})
  --only lock.kills        only this scenario; may be given more than once
  --seed N                 the choices of this run again; threads come at other moments all the same
  --slice 2000             how many milliseconds each scenario lasts in a round
  --rounds N               end after so many rounds
  --record                 keep what was seen in results/soak.json and results/soak.md; what was not played stays there
  --json-summary FILE      write { passed, failed, skipped, failures } to FILE
  --list                   print the scenarios and what each proves
  --help                   print this

Exit code: 0 no fault, 1 a fault, 2 a wrong command line.`;

/**
 * Reads the command line; undefined where it asks for help, or for the list of scenarios.
 * @throws UsageError for an option, a runtime or a scenario that is not there.
 */
export function parseOptions(
  args: readonly string[],
  names: readonly string[],
): Options | 'help' | 'list' {
  const values = read(args.filter((arg) => arg !== '--'));
  if (values.help) return 'help';
  if (values.list) return 'list';
  const on = values.on?.split(',').map((name) => oneOf('runtime', name.trim(), engineIds));
  const only = values.only?.map((name) => oneOf('scenario', name, names));
  return {
    engines: engineIds.filter((id) => on?.includes(id) ?? true),
    scenarios: names.filter((name) => only?.includes(name) ?? true),
    minutes: number('--minutes', values.minutes ?? (values.rounds === undefined ? '10' : '60')),
    rounds: number('--rounds', values.rounds ?? '1000000'),
    slice: number('--slice', values.slice),
    seed:
      values.seed === undefined
        ? Math.floor(Math.random() * 2 ** 31)
        : number('--seed', values.seed),
    record: values.record,
    summary: values['json-summary'],
  };
}

function oneOf<T extends string>(what: string, name: string, known: readonly T[]): T {
  const found = known.find((one) => one === name);
  if (found !== undefined) return found;
  throw new UsageError(`unknown ${what} "${name}": there are ${known.join(', ')}`);
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`${option} needs a number above 0, got "${text}"`);
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        minutes: { type: 'string' },
        on: { type: 'string' },
        only: { type: 'string', multiple: true },
        seed: { type: 'string' },
        slice: { type: 'string', default: '2000' },
        rounds: { type: 'string' },
        record: { type: 'boolean', default: false },
        'json-summary': { type: 'string' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
