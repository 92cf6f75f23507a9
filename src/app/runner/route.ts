/** A route template of ASP.NET, as the host reads it. */
export interface Route {
  readonly template: string;
  /**
   * @returns the values by parameter name, or undefined when the path is another. Missing optional ones are left out.
   */
  readonly match: (path: string) => Readonly<Record<string, string>> | undefined;
}

/**
 * Reads a template such as `journals/{id:int}/lines/{line?}` or `files/{*rest}`.
 *
 * @remarks
 * Literals are compared without regard to case. A constraint we do not know stops the start instead of letting all
 * through.
 */
export function parseRoute(template: string): Route {
  const segments = template
    .replace(/^\/+|\/+$/g, '')
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => parseSegment(segment, template));
  const place = segments.findIndex((segment) => segment.isCatchAll);
  if (place >= 0 && place !== segments.length - 1) throw wrong(template, 'what takes the rest must stand last');
  const firstOptional = segments.findIndex((segment) => segment.isOptional);
  if (
    firstOptional >= 0 &&
    segments.slice(firstOptional).some((segment) => !segment.isOptional && !segment.isCatchAll)
  ) {
    throw wrong(template, 'an optional part must stand last');
  }
  return { template, match: (path) => matchSegments(segments, path) };
}

interface Segment {
  readonly isOptional: boolean;
  readonly isCatchAll: boolean;
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
}

interface Parameter {
  readonly name: string;
  readonly fits: (value: string) => boolean;
  readonly otherwise: string | undefined;
}

function matchSegments(segments: readonly Segment[], path: string): Record<string, string> | undefined {
  const parts = path.replace(/^\/+|\/+$/g, '').split('/');
  const given = parts.length === 1 && parts[0] === '' ? [] : parts.map(decodedPart);
  const values: Record<string, string> = {};
  for (const [place, segment] of segments.entries()) {
    const rest = segment.isCatchAll ? given.slice(place).join('/') : given[place];
    if (rest === undefined || (rest === '' && (segment.isOptional || segment.isCatchAll))) {
      if (!segment.isOptional && !segment.isCatchAll) return undefined;
      for (const { name, otherwise } of segment.parameters) if (otherwise !== undefined) values[name] = otherwise;
    } else if (!takeValues(segment, rest, values)) return undefined;
  }
  const hasCatchAll = segments.at(-1)?.isCatchAll ?? false;
  return given.length > segments.length && !hasCatchAll ? undefined : values;
}

function takeValues(segment: Segment, part: string, values: Record<string, string>): boolean {
  const found = segment.pattern.exec(part);
  if (found === null) return false;
  return segment.parameters.every(({ name, fits }, place) => {
    const value = found[place + 1] ?? '';
    values[name] = value;
    return fits(value);
  });
}

/** A slash that came coded belongs to the value and does not part the path. */
function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part.replace(/%2f/gi, '%252F'));
  } catch {
    return part;
  }
}

function parseSegment(segment: string, template: string): Segment {
  const pieces = segment.split(/(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/).filter((piece) => piece !== '');
  const parsed = pieces.map((piece) => (piece.startsWith('{') ? parseParameter(piece, template) : literal(piece)));
  if (pieces.some((piece) => !piece.startsWith('{') && /[{}]/.test(piece))) throw wrong(template, 'a brace is alone');
  const isWhole = parsed.length === 1;
  if (!isWhole && parsed.some((piece) => piece.isOptional || piece.isCatchAll)) {
    throw wrong(template, 'an optional part must be a whole segment');
  }
  return {
    isOptional: isWhole && (parsed[0]?.isOptional ?? false),
    isCatchAll: isWhole && (parsed[0]?.isCatchAll ?? false),
    pattern: new RegExp(`^${parsed.map((piece) => piece.pattern).join('')}$`, 'is'),
    parameters: parsed.flatMap((piece) => piece.parameters),
  };
}

interface Piece {
  readonly pattern: string;
  readonly parameters: readonly Parameter[];
  readonly isOptional: boolean;
  readonly isCatchAll: boolean;
}

const literal = (text: string): Piece => ({
  pattern: text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  parameters: [],
  isOptional: false,
  isCatchAll: false,
});

function parseParameter(piece: string, template: string): Piece {
  const found = /^\{(\*{0,2})([A-Za-z_][A-Za-z0-9_-]*)((?::[^:=?]+(?:\([^)]*\))?)*)(?:=([^}]*))?(\?)?\}$/.exec(piece);
  if (found === null) throw wrong(template, `${piece} is not readable`);
  const [, stars = '', name = '', constraints = '', otherwise, question] = found;
  const checks = constraints
    .split(/:(?![^(]*\))/)
    .filter((each) => each !== '')
    .map((each) => constraintNamed(each, template));
  const isCatchAll = stars !== '';
  return {
    pattern: isCatchAll ? '(.*)' : '(.+?)',
    parameters: [{ name, fits: (value) => checks.every((check) => check(value)), otherwise }],
    isOptional: question !== undefined || otherwise !== undefined,
    isCatchAll,
  };
}

function constraintNamed(text: string, template: string): (value: string) => boolean {
  const [, name = '', given] = /^([a-z]+)(?:\((.*)\))?$/i.exec(text) ?? [];
  const numbers = given === undefined ? [] : given.split(',').map(Number);
  const [first = Number.NaN, second = first] = numbers;
  const plain = plainConstraints[name.toLowerCase()];
  if (plain !== undefined && given === undefined) return plain;
  if (name === 'regex' && given !== undefined) {
    const pattern = new RegExp(given, 'i');
    return (value) => pattern.test(value);
  }
  const counted = Number.isFinite(first) ? countedConstraints[name.toLowerCase()] : undefined;
  if (counted === undefined) throw wrong(template, `the constraint '${text}' is not known here`);
  return (value) => counted(value, first, second);
}

type Check = (value: string) => boolean;

const isWholeNumber = (value: string): boolean => /^[+-]?\d{1,19}$/.test(value);

const plainConstraints: Readonly<Record<string, Check | undefined>> = {
  int: (value) => isWholeNumber(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31,
  long: (value) => isWholeNumber(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  bool: (value) => /^(?:true|false)$/i.test(value),
  guid: (value) => /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(value),
  required: (value) => value !== '',
};

const countedConstraints: Readonly<
  Record<string, ((value: string, low: number, high: number) => boolean) | undefined>
> = {
  min: (value, low) => isWholeNumber(value) && Number(value) >= low,
  max: (value, high) => isWholeNumber(value) && Number(value) <= high,
  range: (value, low, high) => isWholeNumber(value) && Number(value) >= low && Number(value) <= high,
  length: (value, low, high) => value.length >= low && value.length <= high,
  minlength: (value, low) => value.length >= low,
  maxlength: (value, high) => value.length <= high,
};

const wrong = (template: string, why: string): Error => new Error(`The route '${template}' is wrong: ${why}.`);
