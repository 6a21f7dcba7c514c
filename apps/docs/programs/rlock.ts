import { Lock, RLock, run, type Coroutine } from 'heddle';

const books: string[] = [];

function* lend(lock: Lock, title: string): Coroutine<void> {
  using _ = yield* lock.acquire();
  books.push(title);
}

function* lendSeries(lock: Lock, titles: readonly string[]): Coroutine<void> {
  using _ = yield* lock.acquire();
  // Which takes it once more.
  for (const title of titles) yield* lend(lock, title);
}

await run(function* library() {
  const series = ['Dune', 'Dune Messiah'];
  try {
    yield* lendSeries(new Lock({ name: 'shelf' }), series);
  } catch (error) {
    console.log(String(error));
  }

  const shelf = new RLock({ name: 'shelf' });
  yield* lendSeries(shelf, series);
  console.log(books.join(', '), shelf.locked);

  const first = yield* shelf.acquire();
  using _ = yield* shelf.acquire();
  console.log(`taken ${shelf.depth} times`);
  first.release(); // in any order
  console.log(`taken ${shelf.depth} times`);
});
