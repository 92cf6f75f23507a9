import type { Result } from '#kernel';
import type { LocalQueueStore, TimerStatus } from '../queues/index.ts';

import type { TimerFunction } from './functions.ts';
import { type Log, textOf } from './log.ts';
import type { Run } from './outputs.ts';

export interface TimerPump {
  readonly name: string;
  /** Runs it now, after the run that is going on, if any. The failure is told; the schedule goes on regardless. */
  readonly fire: (options?: { readonly isPastDue?: boolean }) => Promise<Result<undefined, string>>;
  /** Follows the schedule until `stop`: first whatever was missed while nothing ran, once. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Parts {
  readonly target: TimerFunction;
  readonly store: Pick<LocalQueueStore, 'readTimer' | 'writeTimer'>;
  readonly run: Run;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Runs one timer function as the host's listener does (webjobs-sdk-extensions `TimerListener`): never twice at once,
 * one catch-up run with `isPastDue` however many times were missed, and a failure waits for the next tick.
 */
export function timerPump({ target, store, run, now, log }: Parts): TimerPump {
  const { name, schedule, useMonitor } = target;
  let status: TimerStatus | undefined;
  let going: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;

  async function runOnce(isPastDue: boolean, isScheduled: boolean): Promise<Result<undefined, string>> {
    const startedAt = now();
    status ??= (useMonitor ? await store.readTimer(name) : undefined) ?? firstStatus(startedAt);
    const ran = await run(target, { json: JSON.stringify(timerInfo(useMonitor ? status : undefined, isPastDue)) });
    // A clock that ticks a little early must not make the same time due again.
    const at = isScheduled && status.next > startedAt ? status.next : startedAt;
    status = { last: at, next: schedule.nextAfter(at), updatedAt: at };
    if (useMonitor) await store.writeTimer(name, status);
    return ran.ok ? { ok: true, value: undefined } : ran;
  }

  /** One after the other, whoever asks. */
  function inTurn(isPastDue: boolean, isScheduled: boolean): Promise<Result<undefined, string>> {
    const turn = going.then(() => runOnce(isPastDue, isScheduled));
    going = turn.catch(() => undefined);
    return turn;
  }

  const firstStatus = (at: Date): TimerStatus => ({ last: undefined, next: schedule.nextAfter(at), updatedAt: at });

  async function start(): Promise<void> {
    isRunning = true;
    const at = now();
    const stored = useMonitor ? await store.readTimer(name) : undefined;
    status = stored === undefined ? firstStatus(at) : afterChangeOfSchedule(stored, at);
    if (useMonitor) await store.writeTimer(name, status);
    if (at > status.next) tickIn(0, () => inTurn(true, false));
    else if (target.runOnStartup) tickIn(0, () => inTurn(false, false));
    else waitForNext();
  }

  /** A schedule that was changed meanwhile is not past due by the times of the new one. */
  function afterChangeOfSchedule(stored: TimerStatus, at: Date): TimerStatus {
    const since = stored.last ?? stored.updatedAt;
    const expected = schedule.nextAfter(since);
    if (expected.getTime() === stored.next.getTime()) return stored;
    return at > expected
      ? { last: undefined, next: schedule.nextAfter(at), updatedAt: at }
      : { last: undefined, next: expected, updatedAt: since };
  }

  function waitForNext(): void {
    const next = status?.next ?? schedule.nextAfter(now());
    const waitInMs = Math.max(0, next.getTime() - now().getTime());
    if (waitInMs > longestWaitInMs) tickIn(longestWaitInMs, () => Promise.resolve());
    else tickIn(waitInMs, () => inTurn(false, true));
  }

  function tickIn(inMs: number, tick: () => Promise<unknown>): void {
    timer = setTimeout(() => {
      void tick()
        .catch((error: unknown) =>
          log({ level: 'error', category: 'host', message: `Timer ${name}: ${textOf(error)}` }),
        )
        .then(() => (isRunning ? waitForNext() : undefined));
    }, inMs);
  }

  return {
    name,
    fire: ({ isPastDue = false } = {}) => inTurn(isPastDue, false),
    start,
    stop: async () => {
      isRunning = false;
      clearTimeout(timer);
      await going;
    },
  };
}

/** A timer of Node holds 24.8 days at most. */
const longestWaitInMs = 24 * 24 * 3_600_000;

/** The library writes the names with a small first letter. Without a monitor the host knows no status. */
const timerInfo = (status: TimerStatus | undefined, isPastDue: boolean): object => ({
  Schedule: { AdjustForDST: true },
  ScheduleStatus:
    status === undefined ? null : { Last: status.last ?? neverRan, Next: status.next, LastUpdated: status.updatedAt },
  IsPastDue: isPastDue,
});

/** .NET's first instant stands for "never". */
const neverRan = '0001-01-01T00:00:00+00:00';
