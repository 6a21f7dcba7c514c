// An exploration has its thread for itself: nothing else of Heddle may go on beside it.
import { ExplorationError, explore, replay } from 'heddle/testing';
import type { Answer, Question } from './message.ts';
import { planted, repaired } from './programs.ts';

const programs = { planted, repaired };

async function answer({ program, replay: text }: Question): Promise<Answer> {
  try {
    if (text !== undefined) {
      await replay(programs[program], text);
      return { type: 'passed', schedules: 1, complete: false };
    }
    const { schedules, complete } = await explore(programs[program]);
    return { type: 'passed', schedules, complete };
  } catch (error) {
    if (!(error instanceof ExplorationError)) return { type: 'refused', message: String(error) };
    const { schedule, schedules } = error;
    const [what = ''] = error.message.split('\n');
    return { type: 'failed', what, schedule, replay: error.replay, schedules };
  }
}

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  void answer(data).then((result) => postMessage(result));
});
