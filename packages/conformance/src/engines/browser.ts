import * as heddle from '@heddle/browser';
import { runConformance } from '../conformance.ts';
import { bindTasks } from '../tasks/bind.ts';
import type { Message } from './message.ts';

// One after another, so that they arrive in order.
let sent: Promise<unknown> = Promise.resolve();
function tell(message: Message): void {
  sent = sent.then(() => fetch('/report', { method: 'POST', body: JSON.stringify(message) }));
}

bindTasks();
const only = new URLSearchParams(location.search).get('only')?.split(',');
try {
  const report = await runConformance(heddle, { ...(only && { only }), onProgress: tell });
  tell({ type: 'report', report });
} catch (error) {
  tell({ type: 'failed', why: String(error) });
}
