/** What the prefixes mean inside an element; most elements share their parent's. */
export interface NamespaceScope {
  readonly parent: NamespaceScope | null;
  /** The namespace of names without a prefix; blank is none. */
  readonly plain: string;
  readonly prefixes: ReadonlyMap<string, string>;
}

export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
export const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

export const outermostScope: NamespaceScope = {
  parent: null,
  plain: '',
  prefixes: new Map([
    ['xml', xmlNamespace],
    ['xmlns', xmlnsNamespace],
  ]),
};

/** The namespace of a prefix, or undefined when none was declared. */
export function namespaceOf(scope: NamespaceScope, prefix: string): string | undefined {
  return prefix === '' ? scope.plain : scope.prefixes.get(prefix);
}

/** The scope inside an element that declares namespaces, or why it may not. */
export function innerScope(
  parent: NamespaceScope,
  declared: readonly (readonly [prefix: string, uri: string])[],
): NamespaceScope | string {
  let plain = parent.plain;
  const prefixes = new Map(parent.prefixes);
  for (const [prefix, uri] of declared) {
    const why = refusal(prefix, uri);
    if (why !== null) return why;
    if (prefix === '') plain = uri;
    else prefixes.set(prefix, uri);
  }
  return { parent, plain, prefixes };
}

function refusal(prefix: string, uri: string): string | null {
  if (prefix === 'xmlns') return 'the prefix "xmlns" may not be declared';
  if ((prefix === 'xml') !== (uri === xmlNamespace)) return 'the prefix "xml" and its namespace belong together';
  if (uri === xmlnsNamespace) return 'the namespace of xmlns itself may not be declared';
  if (prefix !== '' && uri === '') return `the prefix "${prefix}" is declared as no namespace at all`;
  return null;
}
