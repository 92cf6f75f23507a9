import { createServer } from 'node:http';
import { calendarDate } from '#kernel';
import type { World } from '#rehearsal';

export interface WorldDoor {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Lets a process that may be killed live in a world that goes on: today, everybody taking uploads, the end of a day, tokens. */
export async function worldDoor(world: World): Promise<WorldDoor> {
  const answers: Readonly<Record<string, (query: URLSearchParams) => Promise<unknown>>> = {
    '/today': () => Promise.resolve(world.today()),
    '/poll': () => world.poll(),
    '/end-day': async (query) => {
      const day = calendarDate(query.get('day') ?? '');
      if (day.ok) await world.endDay(day.value);
      return world.today();
    },
    '/token': (query) => {
      const role = query.get('role');
      return world.tokenOf(role === 'Approver' || role === 'Accountant' || role === 'Operator' ? role : 'Clerk');
    },
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answer = answers[url.pathname];
    if (!answer) {
      response.writeHead(404).end();
      return;
    }
    answer(url.searchParams).then(
      (value) => response.end(JSON.stringify(value)),
      (thrown: unknown) => response.writeHead(500).end(String(thrown)),
    );
  });
  // A day of work lies between two questions: the connection must not be closed while the next one is on its way.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
