export * from '@heddle/core/trace';
