import { fork } from 'node:child_process';
import { build } from 'esbuild';
import { common } from './build.mjs';

/** `npm run corpus -- --seed N --size N [--out folder]`: writes a corpus of payments and what they pay; see docs/corpus.md. */
const outfile = 'dist/bench/corpus.mjs';
await build({ ...common, keepNames: false, sourcemap: 'inline', entryPoints: ['bench/corpus/main.ts'], outfile });
fork(outfile, process.argv.slice(2)).on('exit', (code) => (process.exitCode = code ?? 1));
