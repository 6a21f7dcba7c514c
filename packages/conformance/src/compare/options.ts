import { parseArgs } from 'node:util';
import { engineIds, type EngineId } from './engine.ts';

type Command = 'compare' | 'check' | 'start';

export interface Options {
  readonly command: Command;
  readonly engines: readonly EngineId[];
  readonly behaviours: readonly string[] | undefined;
  readonly json: boolean;
  readonly out: string | undefined;
  readonly summary: string | undefined;
  readonly node: string | undefined;
  readonly record: boolean;
  /** How often to run everything; it stops at the first failure. */
  readonly repeat: number;
}

/** The command line asks for something that is not there; `message` says what there is. */
export class UsageError extends Error {
  override get name(): string {
    return 'UsageError';
  }
}

export const help: string = `Runs one list of behaviours on every runtime and compares what they show.

  pnpm compare [options]   run, and print the comparison
  pnpm start               the same, then serve the docs site

Options
  --only node,deno         only these runtimes (${engineIds.join(', ')})
  --behaviour lock.order   only this behaviour; may be given more than once
  --json                   print the comparison as JSON
  --out FILE               write the comparison as JSON to FILE
  --json-summary FILE      write { passed, failed, skipped, failures } to FILE
  --node PATH              use this Node
  --record                 keep the columns of the last run in results/recorded.json, for the docs site,
                           differences included
  --repeat N               run everything N times, until something fails
  --help                   print this

Exit code: 0 all as expected, 1 a difference or an unexpected skip, 2 a wrong command line.
HEDDLE_NODE, HEDDLE_BUN, HEDDLE_DENO, HEDDLE_CHROMIUM and HEDDLE_FIREFOX name a runtime's program.`;

const commands: readonly Command[] = ['compare', 'check', 'start'];

function oneOf<T extends string>(what: string, name: string, known: readonly T[]): T {
  const found = known.find((one) => one === name);
  if (found === undefined)
    throw new UsageError(`unknown ${what} "${name}": there are ${known.join(', ')}`);
  return found;
}

function count(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(`--repeat needs a whole number from 1 up, got "${text}"`);
}

/**
 * Reads the command line; undefined where it asks for help.
 * @throws UsageError for a command, option, runtime or behaviour that is not there.
 */
export function parseOptions(
  args: readonly string[],
  behaviourIds: readonly string[],
): Options | undefined {
  const { values, positionals } = read(args.filter((arg) => arg !== '--'));
  if (values.help) return undefined;
  const [command = 'compare', ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`one command at a time, got ${positionals.join(' ')}`);
  const only = values.only?.split(',').map((name) => name.trim());
  return {
    command: oneOf('command', command, commands),
    engines: only
      ? engineIds.filter((id) => only.map((name) => oneOf('runtime', name, engineIds)).includes(id))
      : engineIds,
    behaviours: values.behaviour?.map((id) => oneOf('behaviour', id, behaviourIds)),
    json: values.json,
    out: values.out,
    summary: values['json-summary'],
    node: values.node,
    record: values.record,
    repeat: count(values.repeat),
  };
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        behaviour: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        'json-summary': { type: 'string' },
        node: { type: 'string' },
        record: { type: 'boolean', default: false },
        repeat: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
