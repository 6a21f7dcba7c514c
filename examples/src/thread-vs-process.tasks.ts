import { tasks } from 'heddle';

export const nothing = tasks('nothing', import.meta.url, { do(): void {} });
