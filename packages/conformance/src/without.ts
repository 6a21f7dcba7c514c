/** What every copy of Heddle in one realm has in common, as far as it is needed here. */
interface Realm {
  readonly platform?: { readonly missing: { sharedMemory?: string } };
}

/**
 * Runs `action` as where memory cannot be shared: threads that are started meanwhile have none in common with this one.
 * @throws Error if it could not be taken away.
 */
export async function withoutSharedMemory<T>(action: () => Promise<T>): Promise<T> {
  const realm = (globalThis as Record<symbol, unknown>)[Symbol.for('heddle.realm.1')] as
    | Realm
    | undefined;
  const missing = realm?.platform?.missing;
  if (missing === undefined) throw new Error('no adapter of Heddle is installed in this realm');
  if (missing.sharedMemory !== undefined) return action();
  missing.sharedMemory = 'it was taken away';
  try {
    return await action();
  } finally {
    delete missing.sharedMemory;
  }
}
