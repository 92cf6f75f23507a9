import { dirname, join } from 'node:path';
import { assert, type Result } from '#kernel';
import type { LocalQueueStore } from '../queues/index.ts';

import { answerAdmin } from './admin-door.ts';
import { type AppFunction, type AppSetting, type AuthLevel, sortFunctions } from './functions.ts';
import { loadApp } from './functions-core.ts';
import { readHostJson } from './host-json.ts';
import { answerByFunction } from './http-door.ts';
import { invoker } from './invoke.ts';
import { type FunctionKeys, newKeys } from './keys.ts';
import { httpSocket } from './http-socket.ts';
import type { Log } from './log.ts';
import { runWithOutputs } from './outputs.ts';
import { type QueuePump, queuePump } from './queue-pump.ts';
import { type TimerPump, timerPump } from './timer-pump.ts';

export interface RunnerOptions {
  /** The esbuild bundle that would be deployed. */
  readonly bundlePath: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly queues: LocalQueueStore;
  /** `cron` follows the schedules and looks into the queues by itself; with `manual` the caller drives both. */
  readonly timers: 'cron' | 'manual';
  readonly functionKeys?: FunctionKeys;
  readonly log: Log;
  readonly now?: () => Date;
  /** By default `host.json` in the folder above the bundle's; without the file the host's defaults hold. */
  readonly hostJsonPath?: string;
  readonly setting?: AppSetting;
  /** The host's own limit is 100 MB. */
  readonly largestBodyInBytes?: number;
}

export interface Runner {
  /** The address after `listen`. */
  readonly url: string;
  readonly keys: FunctionKeys;
  /** Opens the door; with `cron` the schedules and queues run from here on. @returns the address. */
  readonly listen: () => Promise<string>;
  readonly functions: () => readonly FunctionSummary[];
  /** Begins to follow schedules and queues by itself, as `cron` does from the start. */
  readonly follow: () => Promise<void>;
  /** Runs a timer function now and waits for it. @returns what it threw, if it did. */
  readonly fireTimer: (name: string, options?: { readonly isPastDue?: boolean }) => Promise<Result<undefined, string>>;
  /** Works on messages until none is visible in any queue that has a function. */
  readonly drainQueues: () => Promise<void>;
  /** Until no function runs. */
  readonly idle: () => Promise<void>;
  /** Takes nothing new, waits for what runs, runs the terminate hooks, and leaves no handle behind. */
  readonly close: () => Promise<void>;
}

export interface FunctionSummary {
  readonly name: string;
  readonly trigger: AppFunction['trigger'];
  readonly methods?: readonly string[];
  readonly route?: string;
  readonly authLevel?: AuthLevel;
  readonly schedule?: string;
  readonly queue?: string;
}

/**
 * Runs an Azure Functions app without the Functions host: loads its bundle and drives the functions it registered
 * with the host's own semantics (azure-functions.md 1.2 and 1.6).
 *
 * @throws Error when the bundle cannot be loaded or registers what this runner cannot run.
 */
export async function createRunner(options: RunnerOptions): Promise<Runner> {
  const { log, queues: store, now = () => new Date(), setting = (name) => process.env[name] } = options;
  const folder = join(dirname(options.bundlePath), '..');
  const settings = readHostJson(options.hostJsonPath ?? join(folder, 'host.json'));
  const app = await loadApp(options.bundlePath, folder, (level, message) =>
    log({ level, category: 'system', message }),
  );
  const capabilities = (await app.model.getCapabilities?.({})) ?? {};
  if ('HttpUri' in capabilities) throw new Error('The app asks for HTTP streaming, which is not run locally.');

  const functions = sortFunctions(app.functions, setting);
  const keys = options.functionKeys ?? newKeys();
  const { invoke, idle } = invoker(app, log);
  const run = runWithOutputs(invoke, store, settings.queues);
  const queuePumps = functions.flatMap((target) =>
    target.trigger === 'queue' ? [queuePump({ target, store, settings: settings.queues, run, log })] : [],
  );
  const timerPumps = new Map(
    functions.flatMap((target) =>
      target.trigger === 'timer' ? [[target.name, timerPump({ target, store, run, now, log })] as const] : [],
    ),
  );
  const httpFunctions = functions.flatMap((target) => (target.trigger === 'http' ? [target] : []));
  const socket = httpSocket(options, async (request, response, url, address) => {
    const shared = { keys, run, routePrefix: settings.routePrefix };
    const admin = { ...shared, functions, timers: timerPumps, url: () => address };
    if (await answerAdmin(request, response, url, admin)) return;
    const largestBodyInBytes = options.largestBodyInBytes ?? 104_857_600;
    await answerByFunction(request, response, url, { ...shared, functions: httpFunctions, largestBodyInBytes });
  });

  let closed: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    await socket.close();
    await Promise.all([...timerPumps.values(), ...queuePumps].map((pump) => pump.stop()));
    await idle();
    const context = { hookData: app.hookData.appStartAndTerminate, appHookData: app.hookData.app };
    for (const hook of app.hooks.appTerminate) await hook(Object.freeze({ ...context }));
  }

  return {
    get url() {
      return socket.url();
    },
    keys,
    listen: async () => {
      const url = await socket.open();
      if (options.timers === 'cron') await startPumps(queuePumps, timerPumps);
      return url;
    },
    functions: () => functions.map(summaryOf),
    follow: () => startPumps(queuePumps, timerPumps),
    fireTimer: async (name, given) => {
      const pump = timerPumps.get(name);
      assert(pump !== undefined, `there is a timer function named ${name}`);
      return pump.fire(given);
    },
    drainQueues: async () => drain(queuePumps),
    idle,
    close: () => {
      closed ??= closeAll();
      return closed;
    },
  };
}

async function startPumps(queuePumps: readonly QueuePump[], timerPumps: ReadonlyMap<string, TimerPump>): Promise<void> {
  for (const pump of timerPumps.values()) await pump.start();
  for (const pump of queuePumps) pump.start();
}

/** A function may send to any queue, so all are looked through until a whole round finds nothing. */
async function drain(pumps: readonly QueuePump[]): Promise<void> {
  for (;;) {
    const taken = await Promise.all(pumps.map((pump) => pump.drain()));
    if (taken.every((count) => count === 0)) return;
  }
}

const summaryOf = (target: AppFunction): FunctionSummary => {
  const { name, trigger } = target;
  if (trigger === 'timer') return { name, trigger, schedule: target.schedule.text };
  if (trigger === 'queue') return { name, trigger, queue: target.queue };
  return { name, trigger, methods: target.methods, route: target.route.template, authLevel: target.authLevel };
};
