import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';
import { isolationHeaders } from '../isolation.ts';

export interface ServeOptions {
  /** The folder to serve. */
  readonly folder: string;
  /** The first port to try; 0: any. */
  readonly port: number;
  /** Send the headers of cross-origin isolation? @default true */
  readonly isolated?: boolean;
}

export interface Served {
  readonly address: string;
  readonly port: number;
  close(): void;
}

/** Serves a built site; a port that is taken gives way to the next free one. */
export async function serve({ folder, port, isolated = true }: ServeOptions): Promise<Served> {
  const headers: Record<string, string> = isolated ? isolationHeaders : {};
  const files = sirv(folder, {
    extensions: ['html'],
    etag: true,
    setHeaders(response) {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    },
  });
  const page = join(folder, '404.html');
  const notFound = existsSync(page) ? readFileSync(page) : 'Not found\n';
  const server = createServer((request, response) => {
    files(request, response, () => {
      response.writeHead(404, { 'Content-Type': 'text/html;charset=utf-8', ...headers });
      response.end(notFound);
    });
  });
  const { port: got } = await listen(server, port);
  return {
    address: `http://localhost:${got}/`,
    port: got,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, wanted: number): Promise<AddressInfo> {
  const last = Math.min(wanted + 99, 65_535);
  for (let port = wanted; port <= last; port += 1) {
    try {
      server.listen(port, 'localhost');
      await once(server, 'listening');
      return server.address() as AddressInfo;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(
    `cannot serve the site: no port from ${wanted} to ${last} is free; end a program that listens there, or pass --port`,
  );
}
