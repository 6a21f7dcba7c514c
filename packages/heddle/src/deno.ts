export * from '@heddle/deno';
