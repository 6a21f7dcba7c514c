/** What a program that runs in a worker tells the page. */
export type LiveMessage =
  | { readonly type: 'line'; readonly text: string; readonly at: number }
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly text: string };
