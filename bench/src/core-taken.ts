import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';

const script = fileURLToPath(new URL('busy-process.ts', import.meta.url));

/** Does it while another program computes on one core. */
export async function withCoreTaken<T>(measure: () => Promise<T>): Promise<T> {
  const busy = x(process.execPath, [script]);
  try {
    return await measure();
  } finally {
    busy.kill('SIGKILL');
  }
}
