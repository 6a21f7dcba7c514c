// A bare worker that imports nothing of Heddle: the least that starting a thread costs here.
import { openParent } from '../peers/bare-parent.ts';

const parent = await openParent();
parent.onMessage((question) => {
  parent.post((question as number) + 1);
  parent.close();
});
