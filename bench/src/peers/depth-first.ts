type Step = Generator<undefined, void, void>;

/** One point of a schedule: which of the tasks that could go on did, and how many could. */
interface Choice {
  taken: number;
  readonly of: number;
}

/**
 * Runs a program of generators in every order of their steps, each order once, from the start each time; `limit` of
 * them at most. Gives how many it ran. The bare search: without reduction, bounds or a report.
 */
export function depthFirst(program: () => readonly Step[], limit: number): number {
  const choices: Choice[] = [];
  for (let schedules = 1; ; schedules += 1) {
    runSchedule([...program()], choices);
    while (choices.length > 0 && choices.at(-1)!.taken + 1 === choices.at(-1)!.of) choices.pop();
    const last = choices.at(-1);
    if (last === undefined || schedules === limit) return schedules;
    last.taken += 1;
  }
}

/** As chosen so far, and then always the first. */
function runSchedule(tasks: Step[], choices: Choice[]): void {
  for (let depth = 0; tasks.length > 0; depth += 1) {
    if (depth === choices.length) choices.push({ taken: 0, of: tasks.length });
    const { taken } = choices[depth]!;
    if (tasks[taken]!.next().done === true) tasks.splice(taken, 1);
  }
}
