import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';

/** The form of a replay text; another one gets another number. */
const version = 'heddle1';

/** The decisions up to the last that is not simply for who came first. */
export function trimmed(taken: readonly number[]): readonly number[] {
  return taken.slice(0, taken.findLastIndex((one) => one !== 0) + 1);
}

export function toText(taken: readonly number[]): string {
  return `${version}:${trimmed(taken).join('.')}`;
}

/** @throws InvalidArgumentError */
export function fromText(text: string): readonly number[] {
  if (typeof text !== 'string') {
    throw new InvalidArgumentError(`replay: needs the text of an exploration, got ${show(text)}`);
  }
  const [, form, decisions] = /^(heddle\d+):((?:\d+(?:\.\d+)*)?)$/.exec(text) ?? [];
  if (form === undefined || decisions === undefined) {
    throw new InvalidArgumentError(
      `replay: needs the text of an exploration, such as '${version}:0.1.2', got ${show(text)}`,
    );
  }
  if (form !== version) {
    throw new InvalidArgumentError(
      `replay: the text is of form ${form}, and this version of Heddle has ${version}: explore the program again`,
    );
  }
  return decisions === '' ? [] : decisions.split('.').map(Number);
}
