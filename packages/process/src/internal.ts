// For Heddle's own packages only: no promise of stability.
export { installProcesses, offerRuntimes } from './runtime.ts';
export { serveProcess } from './serve.ts';
