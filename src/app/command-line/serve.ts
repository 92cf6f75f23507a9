import { join } from 'node:path';
import { openApp } from '../open-app.ts';
import { createRunner, type LogLine, type Runner } from '../runner/index.ts';
import type { Settings } from '#schemas/settings';

export interface Serving {
  readonly runner: Runner;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The bundle that would be deployed lies beside the bundle of the command line. */
const deployedBundle = join(import.meta.dirname, 'main.mjs');

/**
 * Runs the deployed bundle on this machine: HTTP doors, and timers and queues either by the clock or driven by the caller.
 * The bundle reads its settings from the environment, as it does in Azure.
 */
export async function serve(
  settings: Settings,
  options: {
    readonly port: number;
    readonly timers: 'cron' | 'manual';
    readonly masterKey?: string;
    readonly isQuiet?: boolean;
    readonly bundlePath?: string;
  },
): Promise<Serving> {
  process.env['TILGODE_SETTINGS'] = JSON.stringify(settings);
  const app = await openApp(settings);
  if (!app.localQueues) throw new Error('The local runner needs local queues; the settings name Azure’s');
  // What a process that was killed had taken is to be had again at once: no other runner works on these queues.
  await app.localQueues.releaseAbandoned();
  const runner = await createRunner({
    bundlePath: options.bundlePath ?? deployedBundle,
    port: options.port,
    queues: app.localQueues,
    timers: options.timers,
    ...(options.masterKey ? { functionKeys: { master: options.masterKey, host: `${options.masterKey}-host` } } : {}),
    log: options.isQuiet ? logFaults : logAll,
  });
  const url = await runner.listen();
  return {
    runner,
    url,
    close: async () => {
      await runner.close();
      await app.close();
    },
  };
}

const logAll = ({ level, functionName, message }: LogLine): void =>
  void process.stderr.write(`${level} ${functionName ?? ''} ${message}\n`);

const logFaults = (line: LogLine): void => {
  if (line.level === 'error' || line.level === 'critical') logAll(line);
};
