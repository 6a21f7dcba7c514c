// Three servers are asked at once over plain sockets; their header lines arrive in between each other, on one thread.
import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { Latch, Queue, currentThread, gather, run, sleep, spawn, type Coroutine } from 'heddle';

const lines = ['HTTP/1.0 200 OK', 'Content-Type: text/plain', 'Connection: close', '', 'hello'];

/** Nobody answers before all have been asked. */
const asked = new Latch(3);

/** A host of this machine that takes its time for each line. */
async function host(): Promise<Server> {
  const server = createServer((socket) => {
    socket.once('data', async () => {
      asked.countDown();
      await asked.wait();
      for (const line of lines) {
        socket.write(`${line}\r\n`);
        await sleep(30);
      }
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** What comes out of a socket, line by line; its end shuts the queue down. */
function linesOf(port: number): Queue<string> {
  const received = new Queue<string>();
  let rest = '';
  const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
  socket.on('data', (data) => {
    const parts = (rest + String(data)).split('\r\n');
    rest = parts.pop() ?? '';
    for (const part of parts) received.tryPut(part);
  });
  socket.on('close', () => received.shutdown());
  return received;
}

function* wget(name: string, port: number): Coroutine<number> {
  let count = 0;
  let inHeader = true;
  yield* linesOf(port).forEach((line) => {
    if (line === '') inHeader = false;
    if (!inHeader) return;
    count += 1;
    console.log(`${name} (thread ${currentThread().ident}): ${line}`);
  });
  return count;
}

const servers = [await host(), await host(), await host()];
await run(function* () {
  const tasks = servers.map((server, index) =>
    spawn(wget, `host ${index + 1}`, (server.address() as AddressInfo).port),
  );
  console.log(`header lines: ${(yield* gather(tasks)).join(' ')}`);
});
for (const server of servers) server.close();
