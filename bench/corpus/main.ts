import { join } from 'node:path';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { wholeNumber } from '../whole-number.ts';
import { writeCorpus } from './write.ts';

/** `npm run corpus -- [--seed N] [--size N] [--out folder]`. */
const { values } = parseArgs({
  options: { seed: { type: 'string' }, size: { type: 'string' }, out: { type: 'string' } },
});
const seed = wholeNumber('seed', values.seed ?? String(randomInt(1, 1_000_000_000)));
const size = wholeNumber('size', values.size ?? '50000', 1);
const folder = values.out ?? join('.tilgode', 'corpus', `seed-${seed}-size-${size}`);
console.log(`seed ${seed}, ${size.toLocaleString('en')} payments`);
const began = performance.now();
const { files } = await writeCorpus(folder, seed, size);
for (const [name, { rows, sha256 }] of Object.entries(files)) {
  console.log(`${name.padEnd(18)} ${rows.toLocaleString('en').padStart(12)} rows  ${sha256}`);
}
const seconds = Math.round((performance.now() - began) / 100) / 10;
console.log(`${folder}: ${seconds} s, ${Math.round(process.resourceUsage().maxRSS / 1024)} MB of memory at most`);
