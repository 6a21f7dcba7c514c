import process from 'node:process';
import { tasks, type Queue } from 'heddle';

export interface Message {
  readonly from: number;
  readonly text: string;
}

export const reporters = tasks('reporters', import.meta.url, {
  async report(name: string, messages: Queue<Message>): Promise<void> {
    for (const word of ['hello', 'goodbye']) {
      await messages.put({ from: process.pid, text: `${word} from ${name}` });
    }
  },
});
