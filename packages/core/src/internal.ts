// For Heddle's own packages only: no promise of stability.
export * from './platform.ts';
export { installPlatform, platform } from './realm.ts';
export { serveThread } from './thread/serve.ts';
