import Module from 'node:module';
import { pathToFileURL } from 'node:url';
import { assert } from '#kernel';

import type {
  FunctionCallback,
  FunctionMetadata,
  FunctionsCore,
  HookCallback,
  LogLevel,
  ProgrammingModel,
} from './contract.ts';

/** What an app said while it was loaded: its functions in the order of registration, and its hooks. */
export interface LoadedApp {
  readonly model: ProgrammingModel;
  readonly functions: readonly RegisteredFunction[];
  readonly hooks: Readonly<Record<HookName, readonly HookCallback[]>>;
  /** Shared by all hooks of the app for as long as it runs. */
  readonly hookData: { readonly appStartAndTerminate: object; readonly app: object };
}

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

export type HookName = 'preInvocation' | 'postInvocation' | 'appStart' | 'appTerminate';

/**
 * Loads a bundle and returns what it registered.
 *
 * @remarks
 * `@azure/functions` finds its host by `require('@azure/functions-core')`, a module no registry has. The worker in
 * Azure answers that one name by a proxy around `Module.prototype.require`, and so do we (azure-functions.md 1.1). It
 * must stand before the bundle is loaded; therefore loading is done here and nowhere else. Each load answers with a
 * core of its own, so two apps in one process do not mix; a bundle loaded again is evaluated again.
 */
export async function loadApp(
  bundlePath: string,
  functionAppDirectory: string,
  log: (level: LogLevel, message: string) => void,
): Promise<LoadedApp> {
  answerForCoreModule();
  const turn = loading.then(() => loadInTurn(bundlePath, functionAppDirectory, log));
  loading = turn.then(
    () => undefined,
    () => undefined,
  );
  return turn;
}

/** The name the library asks for. */
const coreModule = '@azure/functions-core';
const timesLoaded = new Map<string, number>();
let currentCore: FunctionsCore | undefined;
let isAnswering = false;
/** Loads wait for each other, because the library asks by name only and cannot say for which app. */
let loading: Promise<unknown> = Promise.resolve();

function answerForCoreModule(): void {
  if (isAnswering) return;
  const original: unknown = Reflect.get(Module.prototype, 'require');
  assert(typeof original === 'function', 'Node loads CommonJS modules by Module.prototype.require');
  const answering = new Proxy(original, {
    apply: (target, self, args: readonly unknown[]): unknown =>
      args[0] === coreModule && currentCore !== undefined ? currentCore : Reflect.apply(target, self, args),
  });
  isAnswering = Reflect.set(Module.prototype, 'require', answering);
}

async function loadInTurn(
  bundlePath: string,
  functionAppDirectory: string,
  log: (level: LogLevel, message: string) => void,
): Promise<LoadedApp> {
  const registry = newRegistry(log);
  currentCore = registry.core;
  const earlier = timesLoaded.get(bundlePath) ?? 0;
  timesLoaded.set(bundlePath, earlier + 1);
  const url = pathToFileURL(bundlePath).href;
  try {
    await import(earlier === 0 ? url : `${url}?start=${earlier}`);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(`The app could not be loaded from ${bundlePath}: ${text}`, { cause: error });
  }
  return registry.start(functionAppDirectory);
}

interface Registry {
  readonly core: FunctionsCore;
  /** Runs the start hooks and closes registration. */
  readonly start: (functionAppDirectory: string) => Promise<LoadedApp>;
}

function newRegistry(log: (level: LogLevel, message: string) => void): Registry {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<string, HookCallback[]>(hookNames.map((name) => [name, []]));
  const hooksOf = (name: string): HookCallback[] => {
    const known = hooks.get(name);
    if (known === undefined) throw systemError(new RangeError(`Unrecognized hook "${name}"`));
    return known;
  };
  let model: ProgrammingModel | undefined;
  let isStarted = false;

  function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    const id = metadata.functionId ?? metadata.name;
    if (isStarted) throw systemError(new Error('A function can only be registered during app startup.'));
    if (functions.has(id)) throw systemError(new Error(`A function with id "${id}" has already been registered.`));
    functions.set(id, { metadata, callback });
    return new Disposable(() => {
      if (isStarted) throw systemError(new Error('A function can only be disposed during app startup.'));
      functions.delete(id);
    });
  }

  function registerHook(name: string, callback: HookCallback): Disposable {
    const registered = hooksOf(name);
    registered.push(callback);
    return new Disposable(() => {
      const place = registered.indexOf(callback);
      if (place >= 0) registered.splice(place, 1);
    });
  }

  async function start(functionAppDirectory: string): Promise<LoadedApp> {
    if (model === undefined) throw new Error('The app registered no function: it never called @azure/functions.');
    const hookData = { appStartAndTerminate: {}, app: {} };
    const context = { hookData: hookData.appStartAndTerminate, appHookData: hookData.app, functionAppDirectory };
    for (const hook of hooksOf('appStart')) await hook(Object.freeze(context));
    isStarted = true;
    return {
      model,
      functions: [...functions.values()],
      hooks: {
        preInvocation: hooksOf('preInvocation'),
        postInvocation: hooksOf('postInvocation'),
        appStart: hooksOf('appStart'),
        appTerminate: hooksOf('appTerminate'),
      },
      hookData,
    };
  }

  const core: FunctionsCore = {
    version: 'local',
    hostVersion: 'local',
    setProgrammingModel: (given) => {
      model = given;
    },
    getProgrammingModel: () => model,
    registerFunction,
    registerHook,
    log: (level, _category, message) => log(level, message),
    Disposable,
  };
  return { core, start };
}

const hookNames = [
  'preInvocation',
  'postInvocation',
  'appStart',
  'appTerminate',
] as const satisfies readonly HookName[];

/** The library tells the host's own errors from the app's by this mark. */
const systemError = <E extends Error>(error: E): E => Object.assign(error, { isAzureFunctionsSystemError: true });

class Disposable {
  readonly #callOnDispose: () => unknown;
  constructor(callOnDispose: () => unknown) {
    this.#callOnDispose = callOnDispose;
  }
  static from(...disposables: readonly { readonly dispose: () => unknown }[]): Disposable {
    return new Disposable(() => {
      for (const each of disposables) each.dispose();
    });
  }
  dispose(): unknown {
    return this.#callOnDispose();
  }
}
