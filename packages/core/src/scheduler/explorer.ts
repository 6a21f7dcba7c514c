/** Decides in place of the host, while every order of a program is gone through; see testing/explore.ts. @internal */
export interface Explorer {
  /** A task was made. */
  entered(task: object): void;
  /** A promise is in play: what goes on behind it does so in the host's turn. */
  promised(): void;
  /** A failure that nobody looks at yet; gives the promise that stands for it. */
  unseen(error: unknown): Promise<never>;
  /** A number from 0 up to `count`, where else chance would decide (which of several ready things `select` takes). */
  draw?(count: number): number;
}

/** @internal */
export let explorer: Explorer | undefined;

/** @internal */
export function setExplorer(exploring: Explorer | undefined): void {
  explorer = exploring;
}
