import { z } from 'zod';
import { isQueueName } from '../queues/index.ts';

import type { RegisteredFunction } from './functions-core.ts';
import { parseRoute, type Route } from './route.ts';
import { parseSchedule, type Schedule } from './schedule.ts';

/** A registered function, sorted by what starts it. */
export type AppFunction = HttpFunction | TimerFunction | QueueFunction;

export interface HttpFunction extends Common {
  readonly trigger: 'http';
  /** Upper case. Empty: any method. */
  readonly methods: readonly string[];
  readonly route: Route;
  readonly authLevel: AuthLevel;
}

export interface TimerFunction extends Common {
  readonly trigger: 'timer';
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Whether missed times are remembered over a restart. */
  readonly useMonitor: boolean;
}

export interface QueueFunction extends Common {
  readonly trigger: 'queue';
  readonly queue: string;
}

export type AuthLevel = 'anonymous' | 'function' | 'admin';

interface Common {
  readonly name: string;
  readonly registered: RegisteredFunction;
  readonly triggerBinding: string;
  /** The queues of its queue outputs, by binding name; `$return` is the function's own value. */
  readonly queueOutputs: ReadonlyMap<string, string>;
}

/** Reads an app setting; `%NAME%` in a queue name or a schedule stands for its value. */
export type AppSetting = (name: string) => string | undefined;

/**
 * Sorts what the app registered. Whatever the host could not run, or this runner does not know how to, stops the start:
 * a function that silently never ran would be found out in production.
 */
export function sortFunctions(registered: readonly RegisteredFunction[], setting: AppSetting): readonly AppFunction[] {
  const sorted = registered.map((each) => sortFunction(each, setting));
  const names = sorted.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`Two functions are named '${twice}': the host tells no case apart.`);
  return sorted;
}

function sortFunction(registered: RegisteredFunction, setting: AppSetting): AppFunction {
  const { name, bindings, retryOptions } = registered.metadata;
  const refuse: Refuse = (why) => {
    throw new Error(`The function '${name}' cannot be run: ${why}`);
  };
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,126}$/.test(name)) refuse('its name is not one the host takes.');
  if (retryOptions !== undefined) refuse('retry policies are not run locally; leave it to the next tick or the queue.');

  const resolved = (text: string): string =>
    text.replace(/%([^%]+)%/g, (_whole, key: string) => setting(key) ?? refuse(`the app setting ${key} is missing.`));
  const [triggerBinding, options] = Object.entries(bindings).find(([, { type }]) => isTrigger(type)) ?? [];
  if (triggerBinding === undefined) {
    return refuse(`its trigger (${typesOf(Object.values(bindings))}) is none of HTTP, timer, queue.`);
  }
  const { [triggerBinding]: _trigger, ...others } = bindings;
  const queueOutputs = new Map(Object.entries(others).flatMap((output) => queueOutput(output, resolved, refuse)));

  const read = triggers.safeParse(options);
  if (!read.success) return refuse(z.prettifyError(read.error));
  const trigger = read.data;
  const common = { name, registered, triggerBinding, queueOutputs };
  if (trigger.type === 'httpTrigger') {
    const { methods, authLevel, route } = trigger;
    return { ...common, trigger: 'http', methods, authLevel, route: parseRoute(resolved(route ?? name)) };
  }
  if (trigger.type === 'timerTrigger') {
    const schedule = parseSchedule(resolved(trigger.schedule));
    const useMonitor = trigger.useMonitor && !schedule.isFasterThanAMinute;
    return { ...common, trigger: 'timer', schedule, useMonitor, runOnStartup: trigger.runOnStartup };
  }
  return { ...common, trigger: 'queue', queue: queueNamed(resolved(trigger.queueName), refuse) };
}

type Refuse = (why: string) => never;

function queueOutput(
  [binding, options]: readonly [string, Readonly<Record<string, unknown>>],
  resolved: (text: string) => string,
  refuse: Refuse,
): readonly (readonly [string, string])[] {
  const output = outputBinding.safeParse(options);
  if (!output.success) return refuse(`its binding '${binding}' (${typesOf([options])}) is not known here.`);
  return output.data.type === 'queue' ? [[binding, queueNamed(resolved(output.data.queueName), refuse)]] : [];
}

const queueNamed = (name: string, refuse: Refuse): string =>
  isQueueName(name) ? name : refuse(`'${name}' is no queue name.`);

const typesOf = (bindings: readonly Readonly<Record<string, unknown>>[]): string =>
  bindings.map(({ direction, type }) => `${String(direction)} ${String(type)}`).join(', ');

const isTrigger = (type: unknown): boolean =>
  z.enum(['httpTrigger', 'timerTrigger', 'queueTrigger']).safeParse(type).success;

const triggers = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('httpTrigger'),
    methods: z.array(z.string().toUpperCase()).default([]),
    authLevel: z.enum(['anonymous', 'function', 'admin']).default('function'),
    route: z.string().optional(),
  }),
  z.object({
    type: z.literal('timerTrigger'),
    schedule: z.string(),
    runOnStartup: z.boolean().default(false),
    useMonitor: z.boolean().default(true),
  }),
  z.object({ type: z.literal('queueTrigger'), queueName: z.string() }),
]);

const outputBinding = z.discriminatedUnion('type', [
  z.object({ type: z.literal('http'), direction: z.literal('out') }),
  z.object({ type: z.literal('queue'), direction: z.literal('out'), queueName: z.string() }),
]);
