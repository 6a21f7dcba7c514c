import type { Progress, Report } from '../result.ts';

/** What an engine tells the program that started it. */
export type Message =
  | Progress
  | { readonly type: 'report'; readonly report: Report }
  | { readonly type: 'failed'; readonly why: string };

/** What the program asks of an engine. */
export interface Request {
  readonly only?: readonly string[];
}

// Other output may share the stream: what is ours starts with this.
const mark = '@heddle/conformance ';

export function toLine(message: Message): string {
  return mark + JSON.stringify(message);
}

/** The message in a line of output; undefined where it is not ours. */
export function fromLine(line: string): Message | undefined {
  return line.startsWith(mark) ? (JSON.parse(line.slice(mark.length)) as Message) : undefined;
}
