// esbuild only warns about a name that is not exported, and an empty bundle is always small enough.
const modifyEsbuildConfig = (config) => ({
  ...config,
  logOverride: { 'import-is-undefined': 'error' },
});

export default [
  {
    // Two thirds of it come with any operation (await, yield*, timeouts, signals, the loop, the deadlock graph): `sleep` alone
    // is 4.2 kB.
    name: 'Lock',
    path: 'packages/core/dist/index.js',
    import: '{ Lock }',
    limit: '8.1 kB',
    gzip: true,
    modifyEsbuildConfig,
  },
  {
    name: 'Lock and spawn',
    path: 'packages/core/dist/index.js',
    import: '{ Lock, spawn }',
    limit: '11.6 kB',
    gzip: true,
    modifyEsbuildConfig,
  },
  {
    name: "all of a browser's root",
    path: 'packages/browser/dist/index.js',
    import: '*',
    limit: '111 kB',
    gzip: true,
    modifyEsbuildConfig,
  },
];
