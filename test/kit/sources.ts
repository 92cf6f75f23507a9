import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, and its text as the house rules read it. */
export const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Source {
  /** From the project's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const leftAside = new Set(['node_modules', 'dist', '.git', '.tilgode', '.cache', 'coverage']);

/** Every file below these folders whose name matches, in the order of their paths. */
export function sources(folders: readonly string[], matching: RegExp): readonly Source[] {
  return folders
    .map((folder) => join(project, folder))
    .filter(existsSync)
    .flatMap(walk)
    .filter((path) => matching.test(path))
    .map((path) => ({ path: relative(project, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function walk(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (leftAside.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

export const productFolders = ['src', 'schemas', 'functions', 'bc-connector/client'] as const;
export const productSources = (): readonly Source[] => sources(productFolders, /\.ts$/);

export const readText = (path: string): string => readFileSync(join(project, path), 'utf8');

/** The text without comments, line for line, so that a rule about code does not read prose. */
export const codeOf = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ''))
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1');

/** What a file imports: the text between the quotes of `from`, `import` and `import()`. */
export const importsOf = (text: string): readonly string[] =>
  [...codeOf(text).matchAll(importPattern)].map((found) => found[1] ?? found[2] ?? '');

/** Statements, whose braces hold names and nothing else, and calls. */
const importPattern = /^(?:import|export)\b(?:[^;'"`=(]*\bfrom)?\s*'([^']+)'|\bimport\('([^']+)'\)/gm;

/** The room a file belongs to: `src/journal`, `schemas/nets`, `bc-connector`, `functions`. */
export function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second : top === 'schemas' ? `schemas/${second}` : top;
}

/** The file that an import inside the project means, or null for a package. */
export function targetOf(from: string, imported: string): string | null {
  if (imported.startsWith('.')) return normalize(join(dirname(from), imported)).replaceAll('\\', '/');
  if (imported === '#bc-connector') return 'bc-connector/client/index.ts';
  if (imported.startsWith('#schemas/')) return `${imported.slice(1)}/index.ts`;
  return imported.startsWith('#') ? `src/${imported.slice(1)}/index.ts` : null;
}
