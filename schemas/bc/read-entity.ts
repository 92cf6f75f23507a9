import type { z } from 'zod';
import { fail, ok, type Result } from '#kernel';

/** The first field of an entity that could not be read. */
export interface FieldFault {
  readonly field: string;
  readonly value: string;
  readonly expected: string;
}

/** Reads one thing Business Central sent. Fields the schema does not name are left out; sending more breaks nothing. */
export function readEntity<S extends z.ZodType>(schema: S, raw: unknown): Result<z.output<S>, FieldFault> {
  const read = schema.safeParse(raw);
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  const path = issue?.path ?? [];
  return fail({
    field: path.length === 0 ? '(the whole entity)' : path.map(String).join('.'),
    value: shown(valueAt(raw, path)),
    expected: issue?.message ?? 'an entity',
  });
}

/** A field of something not yet read, to name the entity in a problem. */
export const shownField = (raw: unknown, field: string): string => shown(valueAt(raw, [field]));

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    raw,
  );
}

/** Long enough for any field of ours, short enough for a log. */
const shownLength = 100;

function shown(value: unknown): string {
  if (value === undefined) return '(absent)';
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value);
  return whole.length > shownLength ? `${whole.slice(0, shownLength)}…` : whole;
}
