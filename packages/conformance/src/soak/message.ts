import type { RuntimeVersion } from '../result.ts';
import type { Figures } from './actor.ts';

/** What a runtime is asked to play. */
export interface Request {
  /** The names of the scenarios, in order. */
  readonly scenarios: readonly string[];
  /** The index of the one to begin with. */
  readonly first: number;
  /** Of the first round; each further one has the next. */
  readonly seed: number;
  /** How long each scenario lasts in a round, in milliseconds. */
  readonly slice: number;
  /** No further scenario is begun after so many milliseconds. */
  readonly ms: number;
  /** How many rounds at most. */
  readonly rounds: number;
}

/** What a runtime tells while it plays. */
export type Message =
  | {
      readonly type: 'begin';
      readonly name: string;
      readonly seed: number;
      readonly runtime: RuntimeVersion;
    }
  /** It is alive. */
  | { readonly type: 'beat' }
  | {
      readonly type: 'played';
      readonly name: string;
      readonly ms: number;
      readonly figures: Figures;
    }
  /** Nothing is played after that: what is stuck would disturb it. */
  | { readonly type: 'fault'; readonly name: string; readonly seed: number; readonly what: string }
  | { readonly type: 'done' };

// Other output may share the stream: what is ours starts with this.
const mark = '@heddle/soak ';

export function toLine(message: Message): string {
  return mark + JSON.stringify(message);
}

/** The message in a line of output; undefined where it is not ours. */
export function fromLine(line: string): Message | undefined {
  return line.startsWith(mark) ? (JSON.parse(line.slice(mark.length)) as Message) : undefined;
}
