// esbuild only warns about a name that is not exported, and an empty bundle is always small enough.
const modifyEsbuildConfig = (config) => ({
  ...config,
  logOverride: { 'import-is-undefined': 'error' },
});

export default [
  {
    // Most of it is what every operation has (await, yield*, timeouts, signals) and comes once: sleep alone is 3.0 kB, Lock adds 1.8.
    name: 'Lock',
    path: 'packages/core/dist/index.js',
    import: '{ Lock }',
    limit: '4.75 kB',
    gzip: true,
    modifyEsbuildConfig,
  },
  {
    name: 'Lock and spawn',
    path: 'packages/core/dist/index.js',
    import: '{ Lock, spawn }',
    limit: '8 kB',
    gzip: true,
    modifyEsbuildConfig,
  },
  {
    name: "all of a browser's root",
    path: 'packages/browser/dist/index.js',
    import: '*',
    limit: '35 kB',
    gzip: true,
    modifyEsbuildConfig,
  },
];
