import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'heddle', include: ['src/**/*.test.ts'] },
});
