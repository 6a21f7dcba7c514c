import { Pool, ProcessPoolExecutor } from 'heddle';
import { primes } from './primes.ts';

{
  await using executor = new ProcessPoolExecutor({ maxWorkers: 2 });
  const future = executor.submit(primes.count, 100_000); // a Future<number>
  console.log(await executor.map(primes.count, [10, 100, 1000]));
  console.log(await future);
}

{
  await using pool = new Pool({ processes: 2 });
  const result = pool.applyAsync(primes.count, [100_000]);
  for await (const count of pool.imap(primes.count, [10, 100])) console.log(count);
  console.log(await result.get({ timeout: 60_000 }));
}
