import { InvalidArgumentError } from '../errors.ts';
import { requireOptions, type Known } from '../known-options.ts';
import { show } from '../show.ts';

export interface PoolSizeOptions {
  /** How long a call computes, in any unit. @default 1 */
  cpu?: number;
  /** How long it waits, in the same unit. @default 0 */
  wait?: number;
  /** @default as many as the runtime tells */
  cores?: number;
}

const known: Known<PoolSizeOptions> = { cpu: true, wait: true, cores: true };

/**
 * How many workers keep all cores busy with calls that compute for `cpu` and wait for `wait`: cores × (1 + wait / cpu).
 * @example new ThreadPoolExecutor({ maxWorkers: poolSize({ cpu: 5, wait: 20 }) })
 * @throws InvalidArgumentError for what is no finite number, or out of range.
 * Python: os.cpu_count(), and the rule of its tutorials.
 */
export function poolSize(options: PoolSizeOptions = {}): number {
  requireOptions('poolSize', options, known);
  const { cpu = 1, wait = 0, cores = coreCount() } = options;
  if (!isAmount(cpu, 0) || cpu === 0 || !isAmount(wait, 0) || !isAmount(cores, 1)) {
    throw new InvalidArgumentError(
      `poolSize: needs cpu above 0, wait from 0 up and cores from 1 up, got ${show({ cpu, wait, cores })}`,
    );
  }
  return Math.max(1, Math.ceil(cores * (1 + wait / cpu)));
}

function isAmount(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= least;
}

/** As many as the runtime tells; every one of ours has `navigator`. */
function coreCount(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 2;
}
