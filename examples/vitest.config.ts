import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // Each test is a program on a runtime of its own, which may take longer on a busy machine.
    testTimeout: 60_000,
  },
});
