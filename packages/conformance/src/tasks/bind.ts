import { bindWorker } from 'heddle';
import { arithmetic } from './arithmetic.ts';
import { counting } from './counting.ts';
import { dying } from './dying.ts';
import { ending } from './ending.ts';
import { endless } from './endless.ts';
import { entering } from './entering.ts';
import { failing } from './failing.ts';
import { locking } from './locking.ts';
import { meeting } from './meeting.ts';
import { nesting } from './nesting.ts';
import { parenting } from './parenting.ts';
import { passingOn } from './passing-on.ts';
import { piping } from './piping.ts';
import { plumbing } from './plumbing.ts';
import { pooling } from './pooling.ts';
import { posting } from './posting.ts';
import { queueing } from './queueing.ts';
import { selecting } from './selecting.ts';
import { stranger } from './stranger.ts';
import { throwsOnImport } from './throws-on-import.ts';
import { walking } from './walking.ts';

/** Tells a bundler of the workers that the behaviours need: written out, since it looks for this very form. */
export function bindTasks(): void {
  bindWorker(
    arithmetic,
    () => new Worker(new URL('./arithmetic.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    counting,
    () => new Worker(new URL('./counting.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(dying, () => new Worker(new URL('./dying.ts', import.meta.url), { type: 'module' }));
  bindWorker(ending, () => new Worker(new URL('./ending.ts', import.meta.url), { type: 'module' }));
  bindWorker(
    endless,
    () => new Worker(new URL('./endless.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    entering,
    () => new Worker(new URL('./entering.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    failing,
    () => new Worker(new URL('./failing.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    locking,
    () => new Worker(new URL('./locking.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    meeting,
    () => new Worker(new URL('./meeting.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    nesting,
    () => new Worker(new URL('./nesting.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    parenting,
    () => new Worker(new URL('./parenting.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    passingOn,
    () => new Worker(new URL('./passing-on.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(piping, () => new Worker(new URL('./piping.ts', import.meta.url), { type: 'module' }));
  bindWorker(
    plumbing,
    () => new Worker(new URL('./plumbing.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    pooling,
    () => new Worker(new URL('./pooling.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    posting,
    () => new Worker(new URL('./posting.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    queueing,
    () => new Worker(new URL('./queueing.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    selecting,
    () => new Worker(new URL('./selecting.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    stranger,
    () => new Worker(new URL('./arithmetic.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    throwsOnImport,
    () => new Worker(new URL('./throws-on-import.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    walking,
    () => new Worker(new URL('./walking.ts', import.meta.url), { type: 'module' }),
  );
}
