import { runConformance, type Progress, type Report } from '@heddle/conformance';
import { bindTasks } from '@heddle/conformance/tasks';
import * as heddle from 'heddle';

bindTasks();

/** Runs behaviours in this page: all, or those with these ids. */
export function runLive(
  only: readonly string[] | undefined,
  onProgress: (progress: Progress) => void,
): Promise<Report> {
  return runConformance(heddle, { ...(only && { only }), onProgress });
}
