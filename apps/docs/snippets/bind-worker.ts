import { bindWorker } from 'heddle';
import { primes } from './primes.ts';

bindWorker(primes, () => new Worker(new URL('./primes.ts', import.meta.url), { type: 'module' }));
