import { randomBytes, randomUUID } from 'node:crypto';
import { fail, ok, type Result } from '#kernel';

import type { CoreInvocationContext, InvocationResponse, TraceContext, TypedData } from './contract.ts';
import type { HookName, LoadedApp, RegisteredFunction } from './functions-core.ts';
import { type Log, textOf } from './log.ts';

export interface Invocation {
  readonly target: RegisteredFunction;
  /** The name of the trigger's binding, and its value. */
  readonly trigger: { readonly name: string; readonly data: TypedData };
  readonly triggerMetadata?: Readonly<Record<string, TypedData>>;
  readonly traceParent?: string | undefined;
}

/** Runs one function once. What it threw is a value here: the host goes on whatever an app does. */
export type Invoke = (invocation: Invocation) => Promise<Result<InvocationResponse, string>>;

/** @returns how to invoke, and how to wait until nothing runs. */
export function invoker(app: LoadedApp, log: Log): { readonly invoke: Invoke; readonly idle: () => Promise<void> } {
  const running = new Set<Promise<unknown>>();

  async function invoke(invocation: Invocation): Promise<Result<InvocationResponse, string>> {
    const started = invokeOnce(app, invocation, log);
    running.add(started);
    try {
      return await started;
    } finally {
      running.delete(started);
    }
  }

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.allSettled(running);
  }

  return { invoke, idle };
}

async function invokeOnce(
  app: LoadedApp,
  invocation: Invocation,
  log: Log,
): Promise<Result<InvocationResponse, string>> {
  const { metadata } = invocation.target;
  const context = contextOf(invocation, log);
  const about = { functionName: metadata.name, invocationId: context.invocationId };
  try {
    const response = await invokeWithHooks(app, invocation, context);
    log({ level: 'debug', category: 'host', message: `Executed ${metadata.name}`, ...about });
    return ok(response);
  } catch (thrown) {
    log({ level: 'error', category: 'host', message: `${metadata.name} failed: ${textOf(thrown)}`, ...about });
    return fail(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** The order and the rights of the hooks are the worker's own (`eventHandlers/InvocationHandler.ts`). */
async function invokeWithHooks(
  { model, hooks, hookData }: LoadedApp,
  { target }: Invocation,
  core: CoreInvocationContext,
): Promise<InvocationResponse> {
  const invocation = await model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();
  const shared = { hookData: {}, appHookData: hookData.app, invocationContext: context };

  const before = withReadOnly(shared, { inputs, functionCallback: target.callback });
  await inState(core, 'preInvocationHooks', () => runHooks(hooks, 'preInvocation', before));

  const after = withReadOnly<Ended>(shared, { inputs: before.inputs, result: null, error: null });
  await inState(core, 'invocation', async () => {
    try {
      after.result = await invocation.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (thrown) {
      after.error = thrown;
    }
  });
  await inState(core, 'postInvocationHooks', () => runHooks(hooks, 'postInvocation', after));

  if (after.error !== null && after.error !== undefined) throw after.error;
  return invocation.getResponse(context, after.result);
}

async function runHooks(hooks: LoadedApp['hooks'], name: HookName, context: object): Promise<void> {
  for (const hook of hooks[name]) await hook(context);
}

async function inState(
  core: CoreInvocationContext,
  state: NonNullable<CoreInvocationContext['state']>,
  step: () => Promise<void>,
): Promise<void> {
  core.state = state;
  try {
    await step();
  } finally {
    core.state = undefined;
  }
}

function contextOf({ target, trigger, triggerMetadata, traceParent }: Invocation, log: Log): CoreInvocationContext {
  const invocationId = randomUUID();
  const { name } = target.metadata;
  return {
    invocationId,
    metadata: target.metadata,
    request: {
      invocationId,
      functionId: target.metadata.functionId ?? name,
      inputData: [trigger],
      triggerMetadata: triggerMetadata ?? {},
      traceContext: traceContextOf(traceParent),
    },
    state: undefined,
    log: (level, category, message) =>
      log({ level, category: category === 'user' ? 'user' : 'system', message, functionName: name, invocationId }),
  };
}

/** A new span within the caller's trace, or a new trace. */
function traceContextOf(traceParent: string | undefined): TraceContext {
  const [, given] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceParent ?? '') ?? [];
  const trace = given ?? randomBytes(16).toString('hex');
  return { traceParent: `00-${trace}-${randomBytes(8).toString('hex')}-01`, traceState: '', attributes: {} };
}

/** Hooks may read `values` and change what is in them, but not put others in their place. */
function withReadOnly<T extends object>(values: Readonly<Record<string, unknown>>, changeable: T): T {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(changeable, name, {
      enumerable: true,
      get: () => value,
      set: () => {
        throw new TypeError(`Cannot assign to read only property '${name}'`);
      },
    });
  }
  return changeable;
}

interface Ended {
  inputs: unknown[];
  result: unknown;
  error: unknown;
}
