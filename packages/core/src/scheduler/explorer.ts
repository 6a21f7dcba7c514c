/** Decides in place of the host, while every order of a program is gone through; see testing/explore.ts. @internal */
export interface Explorer {
  /** A task was made. */
  entered(task: object): void;
  /** A promise is in play: what goes on behind it does so in the host's turn. */
  promised(): void;
  /** A failure that nobody looks at yet; gives the promise that stands for it. */
  unseen(error: unknown): Promise<never>;
}

/** @internal */
export let explorer: Explorer | undefined;

/** @internal */
export function setExplorer(exploring: Explorer | undefined): void {
  explorer = exploring;
}
