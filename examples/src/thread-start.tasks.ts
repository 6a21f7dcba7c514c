import { currentThread, tasks } from 'heddle';

export interface Greeting {
  readonly to: string;
  readonly times: number;
}

export const greeting = tasks('greeting', import.meta.url, {
  greet({ to, times }: Greeting) {
    const { name, ident } = currentThread();
    for (let time = 1; time <= times; time += 1) {
      console.log(`${name} (thread ${ident}): hello ${to}, ${time} of ${times}`);
    }
    return { name, ident };
  },
});
