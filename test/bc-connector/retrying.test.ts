import { expect, test } from 'vitest';
import { retryAfterInMs } from '../../bc-connector/client/back-off.ts';
import { problemFrom, world } from './client-kit.ts';
import { company, correlationId, errorBody, type Fault } from './strict-bc.ts';
import { setupRow } from './strict-entities.ts';

const setupSet = 'extension/collectionSetup';
const answer = (status: number, headers: Record<string, string> = {}, body = ''): Fault => ({
  kind: 'answer',
  status,
  headers,
  body,
});
const lockedBody = errorBody('Internal_ServerError', 'The record was locked by another user.');

/** A handshake whose first requests go wrong as listed. */
async function withFaults(faults: readonly (Fault | undefined)[], random?: () => number, now?: () => Date) {
  const running = await world({}, random, now);
  running.bc.rows[setupSet] = [setupRow()];
  let at = 0;
  running.bc.fault = () => faults[at++];
  return running;
}

test.each`
  what                        | fault
  ${'408'}                    | ${answer(408)}
  ${'429 with no header'}     | ${answer(429)}
  ${'502'}                    | ${answer(502, {}, '<html>Bad gateway</html>')}
  ${'503'}                    | ${answer(503)}
  ${'504'}                    | ${answer(504)}
  ${'a plain 500'}            | ${answer(500, {}, errorBody('Internal_ServerError', 'Something.'))}
  ${'a lock'}                 | ${answer(500, {}, lockedBody)}
  ${'a reset connection'}     | ${{ kind: 'reset' }}
  ${'a body that is no JSON'} | ${answer(200, {}, '<html>Sign in</html>')}
  ${'half a body'}            | ${answer(200, {}, '{"value":[{"id"')}
`('after $what a read is tried again', async ({ fault }) => {
  const { bc, client, waits } = await withFaults([fault, fault]);
  expect(await client.setup(company)).toMatchObject({ enabled: true });
  expect(bc.seen).toHaveLength(3);
  expect(waits).toEqual([500, 1000]);
});

test('the waits grow to a minute at most, and somewhere it ends', async () => {
  const { bc, client, waits } = await withFaults(
    Array.from({ length: 50 }, () => answer(503)),
    () => 0.999_999,
  );
  expect(await problemFrom(client.setup(company))).toMatchObject({ code: 'BC_BUSY', context: { status: 503 } });
  expect(bc.seen).toHaveLength(8);
  expect(waits).toEqual([999, 1999, 3999, 7999, 15_999, 31_999, 59_999]);
});

test('a lock is tried five times and no more', async () => {
  const { bc, client } = await withFaults(Array.from({ length: 50 }, () => answer(500, {}, lockedBody)));
  expect(await problemFrom(client.setup(company))).toMatchObject({ code: 'BC_BUSY', context: { status: 500 } });
  expect(bc.seen).toHaveLength(5);
});

test.each([429, 503, 502])('Retry-After on %i is waited for as long as it says', async (status) => {
  const { client, waits } = await withFaults([answer(status, { 'retry-after': '17' })]);
  await client.setup(company);
  expect(waits).toEqual([17_000]);
});

test('Retry-After as a date is counted from now', async () => {
  const now = new Date('2026-02-02T10:00:00Z');
  const header = { 'retry-after': 'Mon, 02 Feb 2026 10:00:42 GMT' };
  const { client, waits } = await withFaults([answer(503, header)], undefined, () => now);
  await client.setup(company);
  expect(waits).toEqual([42_000]);
});

test('a longer Retry-After is not sat out: the caller is told how long', async () => {
  const { bc, client, waits } = await withFaults([answer(503, { 'retry-after': '600' })]);
  expect(await problemFrom(client.setup(company))).toMatchObject({
    code: 'BC_BUSY',
    context: { retryAfterInMs: 600_000 },
  });
  expect([bc.seen.length, waits.length]).toEqual([1, 0]);
});

test.each`
  header                             | ms
  ${null}                            | ${0}
  ${''}                              | ${0}
  ${'0'}                             | ${0}
  ${'120'}                           | ${120_000}
  ${'-5'}                            | ${0}
  ${'1e9'}                           | ${0}
  ${'soon'}                          | ${0}
  ${'Mon, 02 Feb 2026 09:00:00 GMT'} | ${0}
`('Retry-After "$header" is $ms ms', ({ header, ms }) => {
  expect(retryAfterInMs(header, new Date('2026-02-02T10:00:00Z'))).toBe(ms);
});

test.each`
  what                      | fault                                                                      | problem
  ${'403'}                  | ${answer(403, {}, errorBody('Authorization_RequestDenied', 'No.'))}        | ${'BC_FORBIDDEN'}
  ${'405'}                  | ${answer(405)}                                                             | ${'BC_MISCONFIGURED'}
  ${'an upgrade'}           | ${answer(503, {}, errorBody('Unknown', 'You must run the data upgrade.'))} | ${'BC_UPGRADING'}
  ${'a wrong request'}      | ${answer(400, {}, errorBody('BadRequest', 'No property.'))}                | ${'BC_REFUSED'}
  ${'a redirect elsewhere'} | ${answer(302, { location: 'http://127.0.0.1:1/' })}                        | ${'BC_ANSWER_UNREADABLE'}
`('after $what a read stops at once', async ({ fault, problem }) => {
  const { bc, client, waits } = await withFaults([fault, undefined]);
  expect(await problemFrom(client.setup(company))).toMatchObject({ code: problem });
  expect([bc.seen.length, waits.length]).toEqual([1, 0]);
});

test('a company without the extension is told so; another company is not found', async () => {
  const { bc, client } = await world();
  bc.hasExtension = false;
  expect(await problemFrom(client.setup(company))).toMatchObject({
    code: 'BC_EXTENSION_MISSING',
    context: { url: `/v2.0/contoso/Production/api/tilgode/collection/v1.0/companies(${company})/collectionSetup` },
  });
  bc.hasExtension = true;
  const other = company.replace('8', '9');
  expect(await problemFrom(client.setup(other))).toMatchObject({ code: 'BC_RECORD_NOT_FOUND' });
});

test('an answer that never ends is given up after the time allowed', async () => {
  const { bc, client } = await world({ timeoutInMs: 150 });
  bc.fault = () => ({ kind: 'hang-after' });
  expect(await problemFrom(client.setup(company))).toMatchObject({ code: 'BC_BUSY', context: { status: 0 } });
  expect(bc.seen).toHaveLength(8);
});

test('an answer larger than any page is not taken in', async () => {
  const { bc, client } = await world();
  bc.fault = () => ({ kind: 'answer', status: 200, body: 'x'.repeat(65 * 1024 * 1024) });
  expect(await problemFrom(client.setup(company))).toMatchObject({
    code: 'BC_ANSWER_UNREADABLE',
    context: { value: 'too large' },
  });
  expect(bc.seen).toHaveLength(1);
});

test('the log tells of each request, and holds no token, no query and no text', async () => {
  const body = errorBody('Application_DialogException', 'Customer Hansen is blocked.');
  const { client, log } = await withFaults([answer(503), answer(400, {}, body)]);
  await problemFrom(client.findPayment(company, 'KEY-OF-HANSEN'));
  expect(log.map(({ method, status, code }) => [method, status, code])).toEqual([
    ['GET', 503, ''],
    ['GET', 400, 'Application_DialogException'],
  ]);
  expect(log[1]?.correlationId).toBe(correlationId);
  expect(JSON.stringify(log)).not.toMatch(/token-|Bearer|Hansen|HANSEN|\?/);
});
