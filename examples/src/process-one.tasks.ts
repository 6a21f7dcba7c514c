import { currentProcess, parentProcess, tasks } from 'heddle';

export const clerk = tasks('clerk', import.meta.url, {
  introduce({ greeting }: { greeting: string }) {
    const { name, pid } = currentProcess();
    return { says: `${greeting}, I am ${name}`, pid, parent: parentProcess()?.pid };
  },
});
