import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { assert } from '#kernel';

import { endEmpty } from './http-response.ts';
import { type Log, textOf } from './log.ts';

export interface HttpSocket {
  readonly url: () => string;
  /** @returns the address. */
  readonly open: () => Promise<string>;
  /** Lets go of requests that are not wholly here yet, and waits for the answers to the others. */
  readonly close: () => Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL, address: string) => Promise<void>;

/** The listening socket: on the loopback address and the port of the Functions tools unless told otherwise. */
export function httpSocket(
  { port = 7071, host = '127.0.0.1', log }: { readonly port?: number; readonly host?: string; readonly log: Log },
  answer: Answer,
): HttpSocket {
  let address: string | undefined;
  let isClosing = false;
  /** All connections, each with the request being answered on it. A browser opens some ahead and never uses them. */
  const connections = new Map<Socket, IncomingMessage | undefined>();
  const server = createServer((request, response) => {
    connections.set(request.socket, request);
    response.once('close', () => {
      const isLast = connections.get(request.socket) === request;
      if (isLast && isClosing) request.socket.destroy();
      else if (isLast) connections.set(request.socket, undefined);
    });
    answerSafely(request, response).catch((error: unknown) => {
      log({ level: 'error', category: 'host', message: textOf(error) });
      if (response.headersSent) response.destroy();
      else endEmpty(response, 500);
    });
  });
  server.on('connection', (socket) => {
    connections.set(socket, undefined);
    socket.once('close', () => connections.delete(socket));
  });

  async function answerSafely(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const base = `http://${request.headers.host ?? 'localhost'}`;
    const target = path.startsWith('/') ? `${base}${path}` : path;
    if (URL.canParse(target)) await answer(request, response, new URL(target), address ?? base);
    else endEmpty(response, 400);
  }

  return {
    url: () => {
      assert(address !== undefined, 'the runner listens before its address is asked for');
      return address;
    },
    open: async () => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      const bound = server.address();
      assert(typeof bound === 'object' && bound !== null, 'a TCP server has a port');
      address = `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
      return address;
    },
    close: async () => {
      if (!server.listening) return;
      isClosing = true;
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const [socket, request] of connections) if (request?.complete !== true) socket.destroy();
      await closed;
    },
  };
}
