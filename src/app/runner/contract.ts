/**
 * What `@azure/functions` and its host say to each other: the part of the worker's own `types-core/index.d.ts`
 * (Azure/azure-functions-nodejs-worker) that HTTP, timer and queue triggers use.
 */
export interface FunctionsCore {
  readonly version: string;
  readonly hostVersion: string;
  readonly setProgrammingModel: (model: ProgrammingModel) => void;
  readonly getProgrammingModel: () => ProgrammingModel | undefined;
  readonly registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) => Disposer;
  readonly registerHook: (hookName: string, callback: HookCallback) => Disposer;
  readonly log: (level: LogLevel, category: string, message: string) => void;
  readonly Disposable: new (callOnDispose: () => unknown) => Disposer;
}

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type FunctionCallback = (...args: readonly unknown[]) => unknown;
export type HookCallback = (context: object) => void | Promise<void>;

export interface Disposer {
  readonly dispose: () => unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly functionId?: string;
  /** By binding name. What stands in a binding depends on its type; it is read with zod. */
  readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly retryOptions?: unknown;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  readonly getInvocationModel: (context: CoreInvocationContext) => InvocationModel | Promise<InvocationModel>;
  readonly getCapabilities?: (
    defaults: Record<string, string>,
  ) => Record<string, string> | Promise<Record<string, string>>;
}

export interface InvocationModel {
  readonly getArguments: () => Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  readonly invokeFunction: (context: unknown, inputs: unknown[], callback: FunctionCallback) => Promise<unknown>;
  readonly getResponse: (context: unknown, result: unknown) => Promise<InvocationResponse>;
}

export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly metadata: FunctionMetadata;
  readonly request: InvocationRequest;
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  readonly log: (level: LogLevel, category: string, message: string) => void;
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceContext: TraceContext;
}

/** W3C trace context, so that a caller's trace goes on through the function. */
export interface TraceContext {
  readonly traceParent: string;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface InvocationResponse {
  readonly returnValue?: TypedData | null;
  readonly outputData?: readonly { readonly name?: string | null; readonly data?: TypedData | null }[] | null;
}

/** One value on its way; exactly one of the fields is set. */
export interface TypedData {
  readonly string?: string | null;
  readonly json?: string | null;
  readonly bytes?: Uint8Array | null;
  readonly int?: number | null;
  readonly double?: number | null;
  readonly http?: HttpData | null;
}

export interface HttpData {
  readonly method?: string;
  readonly url?: string;
  readonly nullableHeaders?: Readonly<Record<string, NullableText>>;
  readonly nullableParams?: Readonly<Record<string, NullableText>>;
  readonly nullableQuery?: Readonly<Record<string, NullableText>>;
  readonly body?: TypedData | null;
  /** Answers only; the library writes it as text. */
  readonly statusCode?: string | null;
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly cookies?: readonly HttpCookie[] | null;
}

interface NullableText {
  readonly value: string;
}

export interface HttpCookie {
  readonly name?: string | null;
  readonly value?: string | null;
  readonly domain?: { readonly value?: string | null } | null | undefined;
  readonly path?: { readonly value?: string | null } | null | undefined;
  readonly expires?: { readonly value?: { readonly seconds?: number | null } | null } | null | undefined;
  readonly secure?: { readonly value?: boolean | null } | null | undefined;
  readonly httpOnly?: { readonly value?: boolean | null } | null | undefined;
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone' | null;
  readonly maxAge?: { readonly value?: number | null } | null | undefined;
}
