// What a process and its parent tell each other besides its work.

export interface Greeting {
  readonly type: 'greeting';
  readonly name: string;
  readonly daemon: boolean;
  /** The parent reads what it prints. */
  readonly isCaptured: boolean;
  /** As handles of what it serves call it. */
  readonly uid: string;
  readonly parent: { readonly pid: number; readonly name: string; readonly uid: string };
}

/** To the process. */
export type ToProcess =
  /** Who it is. Comes first. */
  | Greeting
  /** It is to end what it does: its task is cancelled. */
  | { readonly type: 'cancel' };

/** From the process. */
export type FromProcess =
  /** It has heard that it is to end, so it is not computing. */
  | { readonly type: 'heard' }
  /** It has done so, and waits for the signal that ends it. */
  | { readonly type: 'cancelled' };
