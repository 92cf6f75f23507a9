import { fork } from 'node:child_process';
import { build } from 'esbuild';
import { common } from './build.mjs';

/**
 * `npm run bench:matching -- [--seed N] [--size N] [--seeds K]`: measures the matching ladder on the corpus of docs/corpus.md.
 * Exit code 1 on any wrong automatic allocation, and when a figure is missed.
 */
const outfile = 'dist/bench/matching.mjs';
await build({ ...common, keepNames: false, sourcemap: 'inline', entryPoints: ['bench/matching/main.ts'], outfile });
fork(outfile, process.argv.slice(2)).on('exit', (code) => (process.exitCode = code ?? 1));
