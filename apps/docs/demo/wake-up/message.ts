/** What the page asks: to explore a program, or to run it in the order of a replay text. */
export interface Question {
  readonly program: 'planted' | 'repaired';
  readonly replay?: string;
}

/** What came out. */
export type Answer =
  | { readonly type: 'passed'; readonly schedules: number; readonly complete: boolean }
  | {
      readonly type: 'failed';
      readonly what: string;
      readonly schedule: readonly string[];
      readonly replay: string;
      readonly schedules: number;
    }
  | { readonly type: 'refused'; readonly message: string };
