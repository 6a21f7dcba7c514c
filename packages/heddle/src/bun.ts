export * from '@heddle/bun';
