import { asyncioSync } from './asyncio-sync.ts';
import { asyncioTasks } from './asyncio-tasks.ts';
import { barrier } from './barrier.ts';
import { condition } from './condition.ts';
import { event } from './event.ts';
import { executor } from './executor.ts';
import { future } from './future.ts';
import { generators } from './generators.ts';
import { gevent } from './gevent.ts';
import { greenlet } from './greenlet.ts';
import { local } from './local.ts';
import { lock } from './lock.ts';
import { pool } from './pool.ts';
import { process } from './process.ts';
import { processMemory } from './process-memory.ts';
import { queue } from './queue.ts';
import { rlock } from './rlock.ts';
import { semaphore } from './semaphore.ts';
import { taskGroup } from './task-group.ts';
import { thread } from './thread.ts';
import type { Part } from './statement.ts';

/** All parts, in the order of their letters. */
export const parts: readonly Part[] = [
  lock,
  rlock,
  condition,
  semaphore,
  event,
  barrier,
  thread,
  local,
  queue,
  future,
  executor,
  process,
  pool,
  processMemory,
  asyncioTasks,
  taskGroup,
  asyncioSync,
  generators,
  greenlet,
  gevent,
];
