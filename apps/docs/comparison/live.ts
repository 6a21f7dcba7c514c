import {
  abilities,
  runConformance,
  type Abilities,
  type Ability,
  type Progress,
  type Report,
} from '@heddle/conformance';
import { bindTasks } from '@heddle/conformance/tasks';
import * as heddle from 'heddle';

bindTasks();

/** What a page can do stays as it is while the page is open: one attempt is enough for all its runs. */
const tried = Object.fromEntries(
  Object.entries(abilities).map(([name, ability]) => [name, triedOnce(ability)]),
) as unknown as Abilities;

function triedOnce(ability: Ability): Ability {
  let outcome: ReturnType<Ability['probe']> | undefined;
  return { ...ability, probe: () => (outcome ??= ability.probe()) };
}

/** Runs behaviours in this page: all, or those with these ids. */
export function runLive(
  only: readonly string[] | undefined,
  onProgress: (progress: Progress) => void,
): Promise<Report> {
  return runConformance(heddle, { ...(only && { only }), abilities: tried, onProgress });
}
