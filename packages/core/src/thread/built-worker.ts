const built: WeakSet<object> = /* @__PURE__ */ new WeakSet();

/**
 * The worker that a factory builds.
 * @throws TypeError if it is none of `types`, or one that the factory gave before: two threads would take each other's messages.
 */
export function builtWorker<W extends object>(
  factory: () => unknown,
  types: readonly (abstract new (...args: never[]) => W)[],
  name = 'a Worker',
): W {
  const worker = factory();
  const type = types.find((one) => worker instanceof one);
  if (type === undefined || !(worker instanceof type)) {
    throw new TypeError(
      `the factory of a worker must return ${name}; it returned ${String(worker)}`,
    );
  }
  if (built.has(worker)) {
    throw new TypeError(
      'the factory of a worker must build a new one at each call; it returned the same twice',
    );
  }
  built.add(worker);
  return worker;
}
