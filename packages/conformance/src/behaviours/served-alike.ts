import type { Fact, Heddle } from '../behaviour.ts';

/** A task that looks at what it is given, and gives what it has seen. */
type Looking<A extends readonly unknown[]> = (...args: A) => Promise<Record<string, unknown>>;

/**
 * What a process sees of objects, and whether a thread sees the same of equal ones; where it does not, what that sees.
 * `meanwhile`: what whoever has made them does.
 */
export async function servedAlike<A extends readonly unknown[]>(
  { Process, Thread }: Heddle,
  target: Looking<A>,
  make: () => Readonly<A> | Promise<Readonly<A>>,
  meanwhile: (...args: Readonly<A>) => unknown = () => {},
): Promise<Fact> {
  const [here, there] = await Promise.all(
    [Thread, Process].map(async (kind) => {
      const args = await make();
      const started = kind.start({ target, args, name: 'looker' } as never);
      const [facts] = await Promise.all([started.result(), meanwhile(...args)]);
      return facts as { readonly [name: string]: Fact };
    }),
  );
  const isAlike = JSON.stringify(here) === JSON.stringify(there);
  return { ...there, asInThread: isAlike || here! };
}
