export function bindTasks(): void {}
