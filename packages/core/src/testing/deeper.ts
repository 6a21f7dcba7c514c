/** How many preemptions more than its bound each explored program is to have: a run by hand asks for it with HEDDLE_DEEPER=1. */
export function deeper(): number {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } };
  return Number(process?.env['HEDDLE_DEEPER'] ?? 0);
}
