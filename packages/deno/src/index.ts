import { install } from './install.ts';

export * from '@heddle/core';

install();
