import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a rehearsal server answers. A text body is sent as it stands. */
export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Listening {
  readonly port: number;
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
});

/**
 * Listens on the loopback address alone: a rehearsal door must never be reachable from another machine.
 *
 * @param port 0 lets the system choose a free one
 * @param handle must answer every request; when it throws, the connection is answered with 500 and the text
 */
export function listenOnLoopback(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    handle(request, response).catch((thrown: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else
        send(response, { status: 500, body: thrown instanceof Error ? (thrown.stack ?? thrown.message) : 'unknown' });
    });
  });
  // Clients keep connections for reuse; closing an idle one just then would look like a fault nobody asked for.
  server.keepAliveTimeout = 60_000;
  const { promise, resolve, reject } = withResolvers<Listening>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    const bound = typeof address === 'object' && address ? address.port : port;
    resolve({ port: bound, origin: `http://127.0.0.1:${bound}`, close: () => close(server) });
  });
  return promise;
}

export function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const body = answer.body ?? '';
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  });
  response.end(answer.status === 204 ? undefined : body);
}

/** Reads a body of at most `limitInBytes`; undefined when it is larger. What is too much is read and dropped. */
export async function readBody(request: IncomingMessage, limitInBytes: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    size += bytes.length;
    if (size <= limitInBytes) parts.push(bytes);
    else parts.length = 0;
  }
  return size <= limitInBytes ? Buffer.concat(parts) : undefined;
}

/** One header as text; Node gives a list when a header came twice. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** `Promise.withResolvers` is not in Node 20. */
function withResolvers<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
