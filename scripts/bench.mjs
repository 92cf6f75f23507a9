import { fork } from 'node:child_process';
import { build } from 'esbuild';
import { common } from './build.mjs';

/**
 * `npm run bench [-- name ...]`: measures, prints a table, and as the last line the figures as JSON.
 * Exit code 1 when a target is missed. Each bench runs in a process of its own, so that its memory is its own.
 */
const outdir = 'dist/bench';
await build({
  ...common,
  sourcemap: false,
  entryPoints: ['bench/main.ts', 'bench/world-child.ts'],
  outdir,
  outExtension: { '.js': '.mjs' },
});

const ask = (name) =>
  new Promise((resolve, reject) => {
    const child = fork(`${outdir}/main.mjs`, name ? [name] : [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    let answer;
    child.on('message', (sent) => (answer = sent));
    child.on('exit', (code) =>
      code === 0 && answer ? resolve(answer) : reject(new Error(`The bench ${name} ended with ${code}`)),
    );
  });

const wanted = process.argv.slice(2);
const names = (await ask()).filter((name) => wanted.length === 0 || wanted.includes(name));
const figures = [];
for (const name of names) figures.push(...(await ask(name)));
const width = Math.max(...figures.map(({ name }) => name.length));
for (const { name, value, unit, target, better, ok } of figures) {
  const limit = `${better === 'higher' ? 'at least' : 'at most'} ${target.toLocaleString('en')}`;
  console.log(
    `${ok ? 'ok    ' : 'MISSED'}  ${name.padEnd(width)}  ${value.toLocaleString('en').padStart(14)} ${unit.padEnd(10)} ${limit}`,
  );
}
console.log(JSON.stringify(figures.map(({ name, value, unit, target, ok }) => ({ name, value, unit, target, ok }))));
process.exitCode = figures.every(({ ok }) => ok) ? 0 : 1;
