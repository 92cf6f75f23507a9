import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleBeside } from '#test/bundle';
import { type RehearsalDanske, startRehearsalDanske } from '../../../src/rehearsal/danske-web-service/index.ts';

const base = mkdtempSync(join(tmpdir(), 'tilgode-danske-killed-'));
const pin = '4711';

let bank: RehearsalDanske;
let bundle: string;
let between: { readonly server: Server; readonly url: string };
/** Who dies when the request for certificates has come, and whether the bank gets it all the same. */
let victim: { readonly process: ChildProcess; readonly isForwarded: boolean } | null = null;

beforeAll(async () => {
  bundle = await bundleBeside('src/app/command-line/main.ts', 'danske-killed.mjs');
  bank = await startRehearsalDanske({
    now: () => new Date(),
    customers: ['TILG01', 'TILG02'].map((id) => ({ id, pin })),
  });
  between = await listen();
});
afterAll(async () => {
  between.server.close();
  await bank.close();
  rmSync(base, { recursive: true, force: true });
  rmSync(bundle, { force: true });
});

/** Stands between us and the bank, and kills us instead of handing over the answer. */
async function listen(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    void (async () => {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk);
      const soapaction = String(request.headers['soapaction']);
      const dies = soapaction.includes('CreateCertificate') ? victim : null;
      const headers = { 'content-type': 'text/xml', soapaction };
      const forward = () => fetch(bank.pkiServiceUrl, { method: 'POST', body: Buffer.concat(body), headers });
      if (dies?.isForwarded) await (await forward()).text();
      if (dies) return void dies.process.kill('SIGKILL');
      const answer = await forward();
      response.writeHead(answer.status, { 'content-type': 'text/xml' });
      return void response.end(await answer.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('there is no port');
  return { server, url: `http://127.0.0.1:${address.port}/ra/pkiservice.asmx` };
}

/** The command in a process of its own. @returns its exit code, or the signal it died of */
function tilgode(words: readonly string[], isForwarded: boolean | null): Promise<{ how: unknown; err: string }> {
  const child = spawn(process.execPath, [bundle, 'danske', ...words], {
    env: { ...process.env, TILGODE_DANSKE_PIN: pin },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  victim = isForwarded === null ? null : { process: child, isForwarded };
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ how: signal ?? code, err })));
}

test.each([
  ['before the bank got its request', 'TILG01', false],
  ['after the bank issued the certificates', 'TILG02', true],
])('killed %s, enrol goes on with the same keys', async (_what, sender, isForwarded) => {
  const folder = join(base, sender);
  const keys = () =>
    ['signing-key.pem', 'encryption-key.pem'].map((file) => readFileSync(join(folder, 'keys-1', file), 'utf8'));
  const who = ['--sender', sender, '--environment', 'customertest', '--service-url', between.url];
  expect((await tilgode(['bank-certificates', ...who, '--folder', folder], null)).how).toBe(0);
  expect((await tilgode(['enrol', '--folder', folder], isForwarded)).how).toBe('SIGKILL');
  const before = keys();
  expect(readdirSync(folder).toSorted()).toEqual(['bank-1', 'keys-1', 'user-1']);
  const second = await tilgode(['enrol', '--folder', folder], null);
  expect(keys()).toEqual(before);
  // The bank takes a PIN once; with a new one of the bank's the same keys would be enrolled.
  expect(second).toMatchObject(
    isForwarded ? { how: 1, err: expect.stringMatching(/CERTIFICATE_REFUSED.*code: 20/s) } : { how: 0 },
  );
  expect(readdirSync(folder).includes('certificates-1')).toBe(!isForwarded);
});
