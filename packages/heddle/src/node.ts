export * from '@heddle/node';
