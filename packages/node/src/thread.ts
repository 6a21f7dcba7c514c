import { keepCompiled } from './compile-cache.ts';

// The entry of the workers that the adapter starts.
keepCompiled();
await import('./worker.ts');
