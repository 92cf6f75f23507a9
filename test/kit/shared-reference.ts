import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(project, '..', 'shared', 'reference');

/**
 * The public samples beside the project, which are not part of it: a user's clone has none, CI always does.
 *
 * @returns the paths of the files in a folder of the reference whose names match, and says aloud how many there are.
 */
export function sharedReference(under: string, matching: RegExp = /./): readonly string[] {
  const from = join(folder, under);
  if (!existsSync(from)) {
    process.stdout.write(`shared reference ${under}: the folder is absent, nothing was run on it\n`);
    if (process.env['CI'] === 'true') throw new Error(`CI must have the shared reference folder ${under}`);
    return [];
  }
  const files = readdirSync(from, { withFileTypes: true })
    .filter((entry) => entry.isFile() && matching.test(entry.name))
    .map((entry) => join(from, entry.name));
  process.stdout.write(`shared reference ${under}: running ${files.length} files\n`);
  return files;
}
