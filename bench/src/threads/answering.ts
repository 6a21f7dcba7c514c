import { tasks } from 'heddle';

export const answering = tasks('answering', import.meta.url, {
  answer(question: number): number {
    return question + 1;
  },
});
