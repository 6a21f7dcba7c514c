// The same in a bare worker: the kind, then again and again a count and as many items.
import { openParent } from '../peers/bare-parent.ts';
import { items, type ItemKind } from './items.ts';

const parent = await openParent();
let kind: ItemKind | undefined;
let missing = 0;
let sum = 0;
parent.onMessage((message) => {
  if (kind === undefined) {
    kind = message as ItemKind;
  } else if (missing === 0) {
    missing = message as number;
    sum = 0;
  } else {
    sum += items[kind].read(message);
    missing -= 1;
    if (missing === 0) parent.post(sum);
  }
});
