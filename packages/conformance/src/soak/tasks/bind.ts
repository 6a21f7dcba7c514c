import { bindWorker } from 'heddle';
import { calls } from './calls.ts';
import { closing } from './closing.ts';
import { conveying } from './conveying.ts';
import { contending } from './contending.ts';
import { crossing } from './crossing.ts';
import { meeting } from './meeting.ts';
import { numbers } from './numbers.ts';
import { passing } from './passing.ts';
import { parcels } from './parcels.ts';
import { gathering } from './gathering.ts';
import { mortalChannels } from './mortal-channels.ts';
import { mortalQueues } from './mortal-queues.ts';
import { mortals } from './mortals.ts';
import { moving } from './moving.ts';
import { nesting } from './nesting.ts';
import { notifying } from './notifying.ts';
import { reading } from './reading.ts';
import { turns } from './turns.ts';
import { victims } from './victims.ts';

/** Tells a bundler of the workers that the scenarios need: written out, since it looks for this very form. */
export function bindTasks(): void {
  bindWorker(calls, () => new Worker(new URL('./calls.ts', import.meta.url), { type: 'module' }));
  bindWorker(
    contending,
    () => new Worker(new URL('./contending.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    crossing,
    () => new Worker(new URL('./crossing.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    meeting,
    () => new Worker(new URL('./meeting.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    numbers,
    () => new Worker(new URL('./numbers.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    parcels,
    () => new Worker(new URL('./parcels.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    gathering,
    () => new Worker(new URL('./gathering.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    nesting,
    () => new Worker(new URL('./nesting.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    notifying,
    () => new Worker(new URL('./notifying.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    reading,
    () => new Worker(new URL('./reading.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    mortals,
    () => new Worker(new URL('./mortals.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(turns, () => new Worker(new URL('./turns.ts', import.meta.url), { type: 'module' }));
  bindWorker(
    victims,
    () => new Worker(new URL('./victims.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    closing,
    () => new Worker(new URL('./closing.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    conveying,
    () => new Worker(new URL('./conveying.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    mortalChannels,
    () => new Worker(new URL('./mortal-channels.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(
    mortalQueues,
    () => new Worker(new URL('./mortal-queues.ts', import.meta.url), { type: 'module' }),
  );
  bindWorker(moving, () => new Worker(new URL('./moving.ts', import.meta.url), { type: 'module' }));
  bindWorker(
    passing,
    () => new Worker(new URL('./passing.ts', import.meta.url), { type: 'module' }),
  );
}
