// Loaded before any TypeScript, and old enough in its own syntax to run on the Node that it turns away.
'use strict';

const needed = [22, 18];

/** What to tell someone whose Node cannot run the scripts, or undefined. */
function complaint(version) {
  const parts = version.split('.').map(Number);
  const enough = parts[0] > needed[0] || (parts[0] === needed[0] && parts[1] >= needed[1]);
  if (enough) return undefined;
  return (
    "Heddle's scripts need Node " +
    needed.join('.') +
    ' or later, this is Node ' +
    version +
    '. Run them as `npx pnpm@12 test` and `npx pnpm@12 start`: these bring their own Node 24 and need only Node 18.'
  );
}

module.exports = { complaint };

const message = complaint(process.versions.node);
if (message) {
  console.error(message);
  process.exit(1);
}
