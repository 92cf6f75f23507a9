import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the runner takes from host.json, with the host's own defaults. */
export interface HostSettings {
  readonly routePrefix: string;
  readonly queues: QueueSettings;
}

export interface QueueSettings {
  /** How many messages are taken at once. */
  readonly batchSize: number;
  /** More are taken when no more than this many are still being worked on. */
  readonly newBatchThreshold: number;
  readonly maxDequeueCount: number;
  /** How long a message that failed stays hidden before it is tried again. */
  readonly visibilityTimeoutInMs: number;
  readonly maxPollingIntervalInMs: number;
  readonly messageEncoding: 'base64' | 'none';
}

/** Reads host.json; without the file the defaults hold. A value the host would refuse stops the start. */
export function readHostJson(path: string): HostSettings {
  const given: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const read = hostJson.safeParse(given);
  if (!read.success) throw new Error(`${path} cannot be used: ${z.prettifyError(read.error)}`);
  const { http, queues } = read.data.extensions;
  return {
    routePrefix: http.routePrefix.replace(/^\/+|\/+$/g, ''),
    queues: {
      batchSize: queues.batchSize,
      newBatchThreshold: queues.newBatchThreshold ?? Math.floor(queues.batchSize / 2),
      maxDequeueCount: queues.maxDequeueCount,
      visibilityTimeoutInMs: queues.visibilityTimeout,
      maxPollingIntervalInMs: queues.maxPollingInterval,
      messageEncoding: queues.messageEncoding,
    },
  };
}

/** A .NET TimeSpan `[d.]hh:mm:ss[.fff]`, in milliseconds. */
export function timeSpanInMs(text: string): number | undefined {
  const found = /^(?:(\d{1,4})\.)?(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,7}))?$/.exec(text);
  if (found === null) return undefined;
  const [, days = '0', hours, minutes, seconds, fraction = ''] = found;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const wholeSeconds = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return wholeSeconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

const timeSpan = z.string().transform((text, context) => {
  const inMs = timeSpanInMs(text);
  if (inMs !== undefined) return inMs;
  context.addIssue({ code: 'custom', message: `'${text}' is not a time span like 00:00:30` });
  return z.NEVER;
});

/** The limits are those of the queue extension's own options. */
const queues = z.object({
  batchSize: z.int().min(1).max(32).default(16),
  newBatchThreshold: z.int().min(0).optional(),
  maxDequeueCount: z.int().min(1).default(5),
  visibilityTimeout: timeSpan.default(0),
  maxPollingInterval: timeSpan.default(60_000),
  messageEncoding: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['base64', 'none']))
    .default('base64'),
});

const http = z.object({ routePrefix: z.string().default('api') });

const hostJson = z.object({
  extensions: z.object({ http: http.prefault({}), queues: queues.prefault({}) }).prefault({}),
});
