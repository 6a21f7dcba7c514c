import { keepCompiled } from './compile-cache.ts';

// The entry of the processes that Heddle starts on this runtime.
keepCompiled();
await import('./child.ts');
