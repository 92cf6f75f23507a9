import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { type LocalQueueStore, memoryQueueStore } from '../../../src/app/queues/index.ts';
import { createRunner, type LogLine, type Runner, type RunnerOptions } from '../../../src/app/runner/index.ts';

/** What the functions of a fixture tell the test; they run in the same process, inside a bundle of their own. */
export interface Probe {
  /** Each call of `probe.tell(x)` in a function adds one. */
  readonly told: unknown[];
  readonly tell: (value: unknown) => void;
  /** For functions that must wait until the test lets them go on. */
  readonly gates: Map<string, Promise<void>>;
}

export interface Fixture {
  readonly runner: Runner;
  readonly queues: LocalQueueStore;
  readonly probe: Probe;
  readonly lines: LogLine[];
  readonly url: string;
}

export const keys = { master: 'the-master-key', host: 'the-host-key', functions: { guarded: 'the-key-of-guarded' } };

/** Builds an app of the source given as it would be deployed, and runs it on a free port. */
export async function startFixture(
  source: string,
  { hostJson, ...options }: Partial<RunnerOptions> & { readonly hostJson?: object } = {},
): Promise<Fixture> {
  const { bundlePath, probe } = await bundleFixture(source, hostJson);
  const queues = options.queues ?? memoryQueueStore();
  const lines: LogLine[] = [];
  const runner = await createRunner({
    bundlePath,
    port: 0,
    timers: 'manual',
    functionKeys: keys,
    log: (line) => lines.push(line),
    ...options,
    queues,
  });
  const url = await runner.listen();
  onTestFinished(() => runner.close());
  return { runner, queues, probe, lines, url };
}

/** As scripts/build.mjs does it: one ES module, with a `require` for the CommonJS parts inside. */
export async function bundleFixture(source: string, hostJson?: object): Promise<{ bundlePath: string; probe: Probe }> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-runner-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'dist'));
  if (hostJson !== undefined) writeFileSync(join(folder, 'host.json'), JSON.stringify(hostJson));
  const id = randomUUID();
  const told: unknown[] = [];
  const probe: Probe = { told, tell: (value) => told.push(value), gates: new Map() };
  probes.set(id, probe);
  const bundlePath = join(folder, 'dist', 'main.mjs');
  await build({
    stdin: {
      contents: `import { app, input, output } from '@azure/functions';
        const probe = globalThis.fixtureProbes.get('${id}');
        ${source}`,
      loader: 'ts',
      resolveDir: process.cwd(),
    },
    outfile: bundlePath,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@azure/functions-core'],
    banner: {
      js: "import { createRequire as ofBundle } from 'node:module'; const require = ofBundle(import.meta.url);",
    },
    logLevel: 'error',
  });
  return { bundlePath, probe };
}

const probes = new Map<string, Probe>();
Object.assign(globalThis, { fixtureProbes: probes });

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** One HTTP request with exactly the headers given, unlike `fetch`, which refuses some and adds others. */
export async function ask(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string | string[]>>;
    readonly body?: Buffer | string;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { method, headers: { ...length, ...headers }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes over a plain socket and returns all that came back until the other side closed. */
export async function askRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('latin1');
    socket.on('data', (data) => {
      answer += String(data);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** A promise and the means to fulfil it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Waits, without a time of its own, until something holds; the test's own limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The queue section of host.json. */
export const host = (queues: object): { readonly hostJson: object } => ({
  hostJson: { version: '2.0', extensions: { queues } },
});

/** A clock the test moves by hand. */
export function movedClock(): { readonly now: () => Date; readonly pass: (inMs: number) => void } {
  let at = Date.parse('2026-02-02T08:00:00Z');
  return {
    now: () => new Date(at),
    pass: (inMs) => {
      at += inMs;
    },
  };
}
