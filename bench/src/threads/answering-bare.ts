// The same module as Heddle's thread loads, in a bare worker that answers once.
import { openParent } from '../peers/bare-parent.ts';
import { answering } from './answering.ts';

const parent = await openParent();
parent.onMessage((question) => {
  parent.post(answering.answer(question as number));
  parent.close();
});
