import { badRequest, Refusal } from '../refusal.ts';
import type { Definition, Value } from './entity.ts';
import { valueOfJson } from './read-value.ts';

/** The fields of a request body as inner values, checked against the definition. */
export class Body {
  readonly #values: ReadonlyMap<string, Value>;

  constructor(values: ReadonlyMap<string, Value>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string, otherwise: string): string {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : otherwise;
  }

  number(name: string, otherwise: number): number {
    const value = this.#values.get(name);
    return typeof value === 'number' ? value : otherwise;
  }
}

/** Reads a body for insert or modify: unknown fields, read-only fields, wrong kinds and lengths are refused. */
export function readEntity<Row>(definition: Definition<Row>, bytes: Buffer, mode: 'insert' | 'modify'): Body {
  const values = new Map<string, Value>();
  for (const [name, sent] of Object.entries(jsonObject(bytes))) {
    if (name.startsWith('@odata.')) continue;
    const field = definition.fields.get(name);
    if (!field) {
      throw badRequest(
        `The property '${name}' does not exist on type 'Microsoft.NAV.${definition.entity}'. ` +
          'Make sure to only use property names that are defined by the type.',
      );
    }
    if (field.writes === 'never' || (field.writes === 'insert' && mode === 'modify')) {
      throw new Refusal(400, 'BadRequest_InvalidOperation', `Control '${name}' is read-only.`);
    }
    values.set(name, valueOfJson(name, field, sent));
  }
  return new Body(values);
}

/** The parameters of a bound action; ours takes none, and an empty body is as good as `{}`. */
export function readNoParameters(bytes: Buffer): void {
  if (bytes.length === 0) return;
  const [name] = Object.keys(jsonObject(bytes));
  if (name !== undefined) throw badRequest(`The parameter '${name}' in the request payload is not a valid parameter.`);
}

function jsonObject(bytes: Buffer): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw badRequest('The request body must be a JSON object.');
  }
  return { ...parsed };
}
