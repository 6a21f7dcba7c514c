import { ShutDownError, sleep, tasks, type Coroutine, type Queue } from 'heddle';
import { spinners, weavers, type Doing, type Moment, type Pace } from './workshop.ts';

/** What the workers share, be they tasks of the page or threads. */
export interface Workshop {
  readonly basket: Queue<string>;
  readonly diary: Queue<Moment>;
  readonly pace: Pace;
}

// #region working
export const spinning = tasks('spinning', import.meta.url, {
  *spin(who: string, { basket, diary, pace }: Workshop): Coroutine<void> {
    const tell = (doing: Doing, skein = '') => diary.put({ who, doing, skein });
    try {
      for (let made = 1; ; made += 1) {
        yield* tell('spins');
        yield* sleep(pace.spinning * spinners[who]!);
        const skein = `${who[0]}${made}`;
        yield* tell('at the door', skein);
        yield* basket.put(skein); // waits while the basket is full
        yield* tell('has put', skein);
      }
    } catch (error) {
      if (!(error instanceof ShutDownError)) throw error;
    } finally {
      yield* tell('ended');
    }
  },

  *weave(who: string, { basket, diary, pace }: Workshop): Coroutine<void> {
    const tell = (doing: Doing, skein = '') => diary.put({ who, doing, skein });
    yield* tell('waits');
    yield* basket.forEach(function* (skein) {
      yield* tell('weaves', skein);
      yield* sleep(pace.weaving * weavers[who]!);
      yield* tell('waits');
    }); // ends when the basket was shut down and is empty
    yield* tell('ended');
  },
});
// #endregion working
