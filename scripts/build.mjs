import { build } from 'esbuild';

/**
 * Bundles what is deployed (`dist/main.mjs`, which package.json's `main` names) and the command line (`dist/tilgode.mjs`).
 * The Functions worker injects `@azure/functions-core`; `cpu-features` is an optional native part of ssh2 that we do without.
 */
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  "import { dirname as __dirnameOf } from 'node:path';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('\n');

export const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['@azure/functions-core', 'cpu-features', 'pg-native'],
  loader: { '.node': 'empty', '.sql': 'text' },
  banner: { js: banner },
  logLevel: 'warning',
  sourcemap: true,
  sourcesContent: true,
  keepNames: true,
};

export const buildAll = () =>
  Promise.all([
    build({ ...common, entryPoints: ['functions/main.ts'], outfile: 'dist/main.mjs' }),
    build({ ...common, entryPoints: ['src/app/command-line/main.ts'], outfile: 'dist/tilgode.mjs' }),
  ]);

if (process.argv[1] === import.meta.filename) await buildAll();
