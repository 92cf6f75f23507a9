import { app as host, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { z } from 'zod';
import {
  adviceOn,
  describeProblem,
  type Moment,
  type Problem,
  problem,
  problemOf,
  type ProblemCode,
  type Result,
} from '#kernel';
import { currentApp } from './current-app.ts';
import type { App } from './open-app.ts';
import type { Person, Role } from './sign-in.ts';

/** What a use-case hands over is read-only; the schema that checks it does not mind. */
export type Given<T> = T extends (...args: never) => unknown
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Given<T[K]> }
    : T;

/** One HTTP door: what comes in, who may knock, what goes out. The registration and the OpenAPI document both come from it. */
export interface Door<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** As the host writes it: `companies/{companyId:int}/journals`. */
  readonly route: string;
  readonly summary: string;
  /** Any of these roles opens it. */
  readonly roles: readonly Role[];
  readonly path: P;
  readonly query: Q;
  readonly body: B;
  readonly answer: A;
  /** 200 unless said otherwise. */
  readonly status?: 200 | 202;
  readonly use: (
    input: { readonly path: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> },
    parts: { readonly app: App; readonly moment: Moment; readonly by: string },
  ) => Promise<Result<Given<z.input<A>>, Problem>>;
}

export const nothing = z.strictObject({});
/** For an id in a path: the digits of a positive whole number. */
export const idText = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);

/** What a door tells about itself, for the OpenAPI document. */
export type DoorCard = Pick<
  Door<z.ZodType, z.ZodType, z.ZodType, z.ZodType>,
  'name' | 'method' | 'route' | 'summary' | 'roles' | 'path' | 'query' | 'body' | 'answer' | 'status'
>;

const cards: DoorCard[] = [];
/** All doors registered so far, in order. */
export const doorCards = (): readonly DoorCard[] => cards;

/** Registers a door with the Functions host. */
export function openDoor<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  door: Door<P, Q, B, A>,
): void {
  cards.push(door);
  host.http(door.name, {
    methods: [door.method],
    authLevel: 'anonymous',
    route: door.route,
    handler: (request, context) => answer(door, request, context),
  });
}

async function answer<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  door: Door<P, Q, B, A>,
  request: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  const { app, signIn } = await currentApp();
  const person = await signIn(request.headers.get('authorization'));
  if (!person) return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
  if (!mayOpen(person, door.roles)) return { status: 403 };
  const input = await readInput(door, request);
  if (!input.ok) return refusal(input.error);
  try {
    const moment = await app.clock.now();
    const done = await door.use(input.value, { app, moment, by: person.name });
    if (!done.ok) return refusal(done.error);
    // An answer that is not what the document says is our bug: it must not leave.
    return { status: door.status ?? 200, jsonBody: door.answer.parse(done.value) };
  } catch (thrown) {
    const found = problemOf(thrown);
    context.error(`${door.name}: ${describeProblem(found)}`);
    if (found.code === 'UNEXPECTED') throw thrown;
    return refusal(found);
  }
}

const mayOpen = (person: Person, wanted: readonly Role[]): boolean =>
  wanted.some((role) => person.roles.includes(role));

async function readInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  door: Door<P, Q, B, A>,
  request: HttpRequest,
): Promise<Result<{ path: z.output<P>; query: z.output<Q>; body: z.output<B> }, Problem>> {
  const body = door.method === 'POST' ? await readJson(request) : {};
  if (body === undefined) {
    return { ok: false, error: problem('INPUT_WRONG', { field: 'body', value: '', expected: 'a JSON object' }) };
  }
  const path = door.path.safeParse(request.params);
  if (!path.success) return wrong('path', path.error);
  const query = door.query.safeParse(Object.fromEntries(request.query));
  if (!query.success) return wrong('query', query.error);
  const read = door.body.safeParse(body);
  if (!read.success) return wrong('body', read.error);
  return { ok: true, value: { path: path.data, query: query.data, body: read.data } };
}

const longestBody = 1_000_000;

/** An empty body counts as an empty object. Undefined: it is no JSON. */
async function readJson(request: HttpRequest): Promise<unknown> {
  const text = await request.text();
  if (text.length > longestBody) return undefined;
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrong(where: string, error: z.ZodError): { readonly ok: false; readonly error: Problem } {
  const [issue] = error.issues;
  const field = [where, ...(issue?.path ?? [])].join('.');
  return {
    ok: false,
    error: problem('INPUT_WRONG', { field, value: '', expected: issue?.message ?? 'another value' }),
  };
}

const statusOf: Readonly<Partial<Record<ProblemCode, number>>> = {
  NOT_FOUND: 404,
  INPUT_WRONG: 400,
  TRACE_AMBIGUOUS: 400,
  APPROVAL_BY_SAME_PERSON: 403,
  BC_BUSY: 503,
  BC_UPGRADING: 503,
  BC_SIGN_IN_FAILED: 502,
  TRANSPORT_UNREACHABLE: 503,
  UNEXPECTED: 500,
};

/** Everything else is a conflict with the state the thing is in. */
const otherStatus = 409;

/** The shape of every refusal, after RFC 9457. */
export const problemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  context: z.record(z.string(), z.unknown()),
});

export function refusal(found: Problem): HttpResponseInit {
  const status = statusOf[found.code] ?? otherStatus;
  const body = {
    type: `urn:tilgode:problem:${found.code}`,
    title: adviceOn(found),
    status,
    code: found.code,
    context: { ...found.context },
  };
  return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(body) };
}
