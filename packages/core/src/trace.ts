export type {
  LockEvent,
  QueueEvent,
  TaskEvent,
  ThreadEvent,
  TracedTask,
  TraceEvent,
  TraceSink,
  WaitEvent,
} from './trace/event.ts';
export { recentEvents, type RecentEvents } from './trace/recent-events.ts';
export { trace, type StopTrace } from './trace/trace.ts';
export {
  traceEventFormat,
  type FormatEvent,
  type TraceEventFormat,
  type TraceFile,
} from './trace/trace-event-format.ts';
