// Blocks for each answer of its parent, as often as that has asked for.
import { readSync, writeSync } from 'node:fs';

const bytes = Buffer.alloc(16);
for (;;) {
  readSync(5, bytes, 0, 16, null);
  const times = bytes.readUInt32LE(0);
  let count = 0;
  for (let i = 0; i < times; i += 1) {
    bytes.writeUInt32LE(0, 0);
    bytes.writeUInt32LE(i, 4);
    writeSync(4, bytes);
    readSync(5, bytes, 0, 16, null);
    if (bytes.readUInt32LE(4) === i) count += 1;
  }
  bytes.writeUInt32LE(1, 0);
  bytes.writeUInt32LE(count, 4);
  writeSync(4, bytes);
}
