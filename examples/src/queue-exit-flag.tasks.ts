import { currentThread, tasks, type Queue } from 'heddle';

export const reading = tasks('reading', import.meta.url, {
  /** Takes words until there are none left and none to come. */
  async readAll(words: Queue<string>) {
    const read: string[] = [];
    for await (const word of words) {
      console.log(`${currentThread().name} reads ${word}`);
      read.push(word);
    }
    return read;
  },
});
