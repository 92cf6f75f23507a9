import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readHostJson, timeSpanInMs } from '../../../src/app/runner/host-json.ts';
import { parseRoute } from '../../../src/app/runner/route.ts';
import { parseSchedule } from '../../../src/app/runner/schedule.ts';

test.each`
  template                     | path                                         | values
  ${'health'}                  | ${'/health'}                                 | ${{}}
  ${'health'}                  | ${'/Health/'}                                | ${{}}
  ${'health'}                  | ${'/health/more'}                            | ${undefined}
  ${'a/{id}'}                  | ${'/a'}                                      | ${undefined}
  ${'a/{id}'}                  | ${'/a/'}                                     | ${undefined}
  ${'a/{id}'}                  | ${'/a/b%20c'}                                | ${{ id: 'b c' }}
  ${'a/{id}'}                  | ${'/a/b%2Fc'}                                | ${{ id: 'b%2Fc' }}
  ${'a/{id}'}                  | ${'/a/b%zz'}                                 | ${{ id: 'b%zz' }}
  ${'a/{id}'}                  | ${'/a/%C3%A6'}                               | ${{ id: 'æ' }}
  ${'a/{id:int}'}              | ${'/a/12'}                                   | ${{ id: '12' }}
  ${'a/{id:int}'}              | ${'/a/-12'}                                  | ${{ id: '-12' }}
  ${'a/{id:int}'}              | ${'/a/1.5'}                                  | ${undefined}
  ${'a/{id:int}'}              | ${'/a/2147483647'}                           | ${{ id: '2147483647' }}
  ${'a/{id:int}'}              | ${'/a/2147483648'}                           | ${undefined}
  ${'a/{id:long}'}             | ${'/a/2147483648'}                           | ${{ id: '2147483648' }}
  ${'a/{id:long}'}             | ${'/a/9223372036854775808'}                  | ${undefined}
  ${'a/{x:alpha}'}             | ${'/a/abc'}                                  | ${{ x: 'abc' }}
  ${'a/{x:alpha}'}             | ${'/a/abc1'}                                 | ${undefined}
  ${'a/{x:alpha:length(3)}'}   | ${'/a/abc'}                                  | ${{ x: 'abc' }}
  ${'a/{x:alpha:length(3)}'}   | ${'/a/abcd'}                                 | ${undefined}
  ${'a/{x:length(2,3)}'}       | ${'/a/abc'}                                  | ${{ x: 'abc' }}
  ${'a/{x:length(2,3)}'}       | ${'/a/a'}                                    | ${undefined}
  ${'a/{x:minlength(2)}'}      | ${'/a/a'}                                    | ${undefined}
  ${'a/{x:maxlength(2)}'}      | ${'/a/abc'}                                  | ${undefined}
  ${'a/{x:min(5)}'}            | ${'/a/4'}                                    | ${undefined}
  ${'a/{x:max(5)}'}            | ${'/a/5'}                                    | ${{ x: '5' }}
  ${'a/{x:range(1,5)}'}        | ${'/a/6'}                                    | ${undefined}
  ${'a/{x:range(1,5)}'}        | ${'/a/1'}                                    | ${{ x: '1' }}
  ${'a/{x:bool}'}              | ${'/a/True'}                                 | ${{ x: 'True' }}
  ${'a/{x:regex(^[A-Z]{2}$)}'} | ${'/a/DK'}                                   | ${{ x: 'DK' }}
  ${'a/{x:regex(^[A-Z]{2}$)}'} | ${'/a/DKK'}                                  | ${undefined}
  ${'a/{id:guid}'}             | ${'/a/6f9619ff-8b86-d011-b42d-00c04fc964ff'} | ${{ id: expect.any(String) }}
  ${'a/{id:guid}'}             | ${'/a/6f9619ff'}                             | ${undefined}
  ${'a/{p?}'}                  | ${'/a'}                                      | ${{}}
  ${'a/{p?}'}                  | ${'/a/1'}                                    | ${{ p: '1' }}
  ${'a/{p:int?}'}              | ${'/a/x'}                                    | ${undefined}
  ${'a/{p=5}'}                 | ${'/a'}                                      | ${{ p: '5' }}
  ${'a/{p=5}'}                 | ${'/a/6'}                                    | ${{ p: '6' }}
  ${'a/{*rest}'}               | ${'/a/b/c.txt'}                              | ${{ rest: 'b/c.txt' }}
  ${'a/{*rest}'}               | ${'/a'}                                      | ${{}}
  ${'a/{one}/{**rest}'}        | ${'/a/1/2/3'}                                | ${{ one: '1', rest: '2/3' }}
  ${'a/v{n:int}'}              | ${'/a/v12'}                                  | ${{ n: '12' }}
  ${'a/{name}.{ext}'}          | ${'/a/file.txt'}                             | ${{ name: 'file', ext: 'txt' }}
  ${'a.b'}                     | ${'/aXb'}                                    | ${undefined}
`('the route $template reads $path as $values', ({ template, path, values }) => {
  expect(parseRoute(template).match(path)).toEqual(values);
});

test.each(['a/{id', 'a/id}', 'a/{}', '{*rest}/a', '{p?}/a', 'a/x{p?}', 'a/{id:prime}', 'a/{x:length}', 'a/{x:int(3)}'])(
  'the route %s is refused',
  (template) => {
    expect(() => parseRoute(template)).toThrow(/^The route/);
  },
);

test.each`
  schedule            | after                     | next
  ${'0 */15 * * * *'} | ${'2026-02-02T08:00:00Z'} | ${'2026-02-02T08:15:00.000Z'}
  ${'*/15 * * * *'}   | ${'2026-02-02T08:00:01Z'} | ${'2026-02-02T08:15:00.000Z'}
  ${'30 0 6 * * *'}   | ${'2026-03-29T00:00:00Z'} | ${'2026-03-29T06:00:30.000Z'}
  ${'0 0 6 * * 1-5'}  | ${'2026-02-06T06:00:00Z'} | ${'2026-02-09T06:00:00.000Z'}
  ${'0 0 6 * * Mon'}  | ${'2026-02-02T06:00:00Z'} | ${'2026-02-09T06:00:00.000Z'}
  ${'0 0 6 * * 0'}    | ${'2026-02-02T06:00:00Z'} | ${'2026-02-08T06:00:00.000Z'}
  ${'0 0 0 13 * 5'}   | ${'2026-02-14T00:00:00Z'} | ${'2026-03-13T00:00:00.000Z'}
  ${'0 30 2 * * *'}   | ${'2026-03-29T00:00:00Z'} | ${'2026-03-29T02:30:00.000Z'}
  ${'0 0 1,13 * * *'} | ${'2026-02-02T01:00:00Z'} | ${'2026-02-02T13:00:00.000Z'}
`('$schedule after $after is due at $next, in UTC', ({ schedule, after, next }) => {
  expect(parseSchedule(schedule).nextAfter(new Date(after)).toISOString()).toBe(next);
});

test.each([
  '',
  '* * * *',
  '0 0 0 L * *',
  '0 0 0 1W * *',
  '0 0 0 ? * *',
  '@daily',
  '0 0 0 * * 5#2',
  '0 61 * * * *',
  '00:05:00',
])('the schedule "%s" is refused', (schedule) => {
  expect(() => parseSchedule(schedule)).toThrow();
});

test('a schedule that is never due says so', () => {
  expect(() => parseSchedule('0 0 0 31 2 *')).toThrow(/never due/);
});

test.each`
  text             | inMs
  ${'00:00:30'}    | ${30_000}
  ${'01:02:03'}    | ${3_723_000}
  ${'1.00:00:00'}  | ${86_400_000}
  ${'00:00:00.25'} | ${250}
  ${'24:00:00'}    | ${undefined}
  ${'00:60:00'}    | ${undefined}
  ${'30'}          | ${undefined}
`('the time span $text is $inMs ms', ({ text, inMs }) => {
  expect(timeSpanInMs(text)).toBe(inMs);
});

function hostJson(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'host.json');
  writeFileSync(path, content);
  return path;
}

const defaults = {
  batchSize: 16,
  newBatchThreshold: 8,
  maxDequeueCount: 5,
  visibilityTimeoutInMs: 0,
  maxPollingIntervalInMs: 60_000,
  messageEncoding: 'base64',
};

test.each`
  what                    | path
  ${'no host.json'}       | ${'/nowhere/host.json'}
  ${'an empty host.json'} | ${undefined}
`("with $what the host's own defaults hold", ({ path }) => {
  expect(readHostJson(path ?? hostJson('{}'))).toEqual({ routePrefix: 'api', queues: defaults });
});

test('host.json is read as the host reads it', () => {
  const queues = {
    batchSize: 8,
    newBatchThreshold: 4,
    maxDequeueCount: 3,
    visibilityTimeout: '00:00:30',
    maxPollingInterval: '00:00:05',
    messageEncoding: 'Base64',
  };
  const path = hostJson(
    JSON.stringify({ version: '2.0', logging: {}, extensions: { http: { routePrefix: '/v1/' }, queues } }),
  );
  expect(readHostJson(path)).toEqual({
    routePrefix: 'v1',
    queues: {
      batchSize: 8,
      newBatchThreshold: 4,
      maxDequeueCount: 3,
      visibilityTimeoutInMs: 30_000,
      maxPollingIntervalInMs: 5_000,
      messageEncoding: 'base64',
    },
  });
});

test.each([
  { batchSize: 33 },
  { batchSize: 0 },
  { maxDequeueCount: 0 },
  { visibilityTimeout: '30' },
  { messageEncoding: 'hex' },
])('host.json with queues %j is refused and named', (queues) => {
  const path = hostJson(JSON.stringify({ extensions: { queues } }));
  expect(() => readHostJson(path)).toThrow(new RegExp(`${path} cannot be used`));
});
