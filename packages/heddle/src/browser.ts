export * from '@heddle/browser';
