import type { TaskFunction } from '../coroutine/task.ts';
import { agentIfAny } from '../memory/agent.ts';
import { platform } from '../realm.ts';
import type { Boundary } from '../wire/boundary.ts';
import { Callee } from './lane-callee.ts';
import type { ToService } from './call-messages.ts';
import type { TargetFunction, TaskReference } from './known-tasks.ts';
import { loadWithin } from './load-limit.ts';
import { LaneWay } from './lane-way.ts';
import { MailWay, type Reply } from './mail-way.ts';
import type { Mailbox } from './mailbox.ts';
import type { Service } from './protocol.ts';
import { CallRunner } from './call-runner.ts';
import { serves } from './serving.ts';

/** Runs the calls of an executor in this thread until there are to be no more. */
export async function serveCalls(
  { executor, lane, most, idleTimeout, startTimeout }: Service,
  creator: number | undefined,
  letters: Mailbox<ToService>,
  reply: Reply,
  find: (task: TaskReference) => Promise<TargetFunction>,
  printed: () => Promise<void>,
  boundary: Boundary,
): Promise<void> {
  const mail = new MailWay(reply, boundary);
  // A call that has ended before another one exits has its answer: what a process sends is written as it exits.
  if (boundary.means === 'process') platform().onExit?.(() => mail.flush());
  const agent = agentIfAny();
  const way =
    lane === undefined || agent === undefined
      ? mail
      : new LaneWay(agent, new Callee(agent, lane, creator!), mail);
  const tasks: PromiseWithResolvers<TaskReference>[] = [];
  /** As the caller has told, or will. */
  const told = (task: number): PromiseWithResolvers<TaskReference> =>
    (tasks[task] ??= Promise.withResolvers());
  let submitter: ((message: ToService) => void) | undefined;
  letters.open((message) => {
    switch (message.type) {
      case 'task':
        told(message.task).resolve(message.reference);
        return;
      case 'probe':
        reply({ type: 'alive' }, []);
        return;
      case 'output':
        void printed().then(() => reply({ type: 'printed' }, []));
        return;
      case 'results':
      case 'confirm':
      case 'deadlock':
        submitter?.(message);
        return;
      default:
        way.receive(message);
    }
  });
  const load = async (task: number): Promise<TaskFunction<readonly unknown[], unknown>> => {
    const reference = await told(task).promise;
    return (await loadWithin(reference, startTimeout, find(reference))) as never;
  };
  const tell = (): void => reply({ type: 'idle' }, []);
  const runner = new CallRunner(way, most, load, { after: idleTimeout, tell });
  serves({
    executor,
    send: reply,
    listen: (listener) => void (submitter = listener),
    callOf: (task) => runner.callOf(task),
  });
  await runner.run();
}
