import type { Message, Request } from '../message.ts';
import { play } from '../play.ts';
import { bindTasks } from '../tasks/bind.ts';

const parameters = new URLSearchParams(location.search);

// One after another, so that they arrive in order.
let sent: Promise<unknown> = Promise.resolve();
function tell(message: Message): void {
  sent = sent.then(() =>
    fetch(`/report/${parameters.get('page')}`, { method: 'POST', body: JSON.stringify(message) }),
  );
}

bindTasks();
await play(JSON.parse(parameters.get('request') ?? '{}') as Request, tell);
