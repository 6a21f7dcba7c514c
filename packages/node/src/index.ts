import './install.ts';

export * from '@heddle/core';
