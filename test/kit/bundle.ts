import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** The bundle that would be deployed; `npm test` builds it before the tests run. */
export const deployedBundle = join(project, 'dist', 'main.mjs');

/** Bundles a test's own entry beside the deployed bundle, with the same settings. @returns its path */
export async function bundleBeside(entry: string, name: string): Promise<string> {
  const outfile = join(project, 'dist', name);
  const { common } = (await import(join(project, 'scripts', 'build.mjs'))) as { common: object };
  await build({ ...common, sourcemap: false, absWorkingDir: project, entryPoints: [entry], outfile });
  return outfile;
}
