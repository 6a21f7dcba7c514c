// One of two bare workers with a channel between them: told its part, and then again and again how many, and in which way.
import { openParent } from '../peers/bare-parent.ts';
import { items, type ItemKind } from './items.ts';

/** `put` posts what `get` sums up; `ask` waits for the answer of `answer`, one by one. */
export interface Part {
  readonly role: 'put' | 'get' | 'ask' | 'answer';
  readonly kind: ItemKind;
  readonly port: MessagePort;
}

/** So many items, `batch` in one message. */
export interface BareBout {
  readonly times: number;
  readonly batch: number;
}

const parent = await openParent();

/** What it does with a bout. */
function begin({ role, kind, port }: Part): (bout: BareBout) => void {
  const { make, read } = items[kind];
  let [asked, got, sum] = [0, 0, 0];
  const gotAll = (): void => {
    parent.post(sum);
    [asked, got, sum] = [0, 0, 0];
  };
  const roles: Record<Part['role'], (message: unknown) => void> = {
    put: () => {},
    get(message) {
      if (Array.isArray(message)) {
        for (const item of message) sum += read(item);
        got += message.length;
      } else {
        sum += read(message);
        got += 1;
      }
      if (got === asked) gotAll();
    },
    ask(message) {
      sum += message as number;
      got += 1;
      if (got < asked) port.postMessage(got);
      else gotAll();
    },
    answer: (message) => port.postMessage(message),
  };
  const take = roles[role];
  port.addEventListener('message', ({ data }) => take(data));
  port.start();
  return ({ times, batch }) => {
    asked = times;
    // What was posted to the channel may be here before what was posted to the worker.
    if (got === asked) gotAll();
    if (role === 'ask') port.postMessage(0);
    if (role === 'put') post(port, make, times, batch);
  };
}

function post(port: MessagePort, make: (i: number) => unknown, times: number, batch: number): void {
  if (batch === 1) {
    for (let i = 0; i < times; i += 1) port.postMessage(make(i));
    return;
  }
  for (let i = 0; i < times;) {
    const list: unknown[] = [];
    for (const end = Math.min(i + batch, times); i < end; i += 1) list.push(make(i));
    port.postMessage(list);
  }
}

let play: ((bout: BareBout) => void) | undefined;
parent.onMessage((message) => {
  if (play === undefined) play = begin(message as Part);
  else play(message as BareBout);
});
