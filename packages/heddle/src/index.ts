export * from '@heddle/core';
