export * from '@heddle/core';
export * from '@heddle/process';
export { isMainThread } from './main-thread.ts';
