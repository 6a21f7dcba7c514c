import { EndOfFileError, tasks, type Connection } from 'heddle';

export const talkers = tasks('talkers', import.meta.url, {
  /** Asks three questions, one after the answer to the other, and has nothing more to say. */
  async ask(end: Connection<string>): Promise<string[]> {
    const answers: string[] = [];
    for (const question of ['who?', 'where?', 'when?']) {
      end.send(question);
      answers.push(await end.recv());
    }
    end.close();
    return answers;
  },

  /** Answers as long as it is asked, blocking for each question: a process may. */
  answer(end: Connection<string>): string[] {
    const heard: string[] = [];
    for (;;) {
      try {
        const question = end.recvSync();
        heard.push(question);
        end.send(`answer to ${question}`);
      } catch (error) {
        if (!(error instanceof EndOfFileError)) throw error;
        heard.push('end of file');
        return heard;
      }
    }
  },
});
