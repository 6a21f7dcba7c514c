export * from '@heddle/core/testing';
