import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './serve-docs.ts';

test('a taken port gives the next free one, and says so', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const said: string[] = [];
  try {
    const other = await freePort(port, (line) => said.push(line));
    expect(other).toBeGreaterThan(port);
    expect(said).toEqual([`Port ${port} is taken, so the docs site gets ${other}.`]);
  } finally {
    server.close();
  }
});

test('a free port is taken without a word', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const said: string[] = [];
  expect(await freePort(port, (line) => said.push(line))).toBe(port);
  expect(said).toEqual([]);
});
