// oxlint-disable-next-line import/no-unassigned-import -- it installs the adapter
import './install.ts';

export * from '@heddle/core';
export * from '@heddle/process';
export { isMainThread } from './main-thread.ts';
