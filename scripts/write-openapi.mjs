import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { common } from './build.mjs';

/** Writes docs/openapi.json from the doors as they are registered. A test compares the two. */
const project = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(project, 'dist', 'openapi.mjs');

await build({
  ...common,
  sourcemap: false,
  absWorkingDir: project,
  stdin: {
    contents: "import './functions/main.ts'; export { openApiDocument } from '#app';",
    resolveDir: project,
    loader: 'ts',
  },
  outfile: bundle,
});
const { openApiDocument } = await import(pathToFileURL(bundle).href);
writeFileSync(join(project, 'docs', 'openapi.json'), `${JSON.stringify(openApiDocument(), null, 2)}\n`);
rmSync(bundle);
