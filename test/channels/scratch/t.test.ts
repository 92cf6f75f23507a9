import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { nets0603Format, nets0621Format, read0603, read0621 } from '#channels/betalingsservice';
import { sourceOf } from '../bs-kit.ts';
test('x', async () => {
  const dir = '/work/shared/reference/nets/samples/';
  const a = readFileSync(dir + '0603-section-0212.txt');
  const b = readFileSync(dir + '0621.txt');
  for await (const x of read0603(sourceOf(a), 'a')) console.log(JSON.stringify(x, null, 1));
  for await (const x of read0621(sourceOf(b), 'a')) console.log(JSON.stringify(x, null, 1));
  for await (const x of nets0603Format.lint(sourceOf(a), 'a')) console.log(x);
  for await (const x of nets0621Format.lint(sourceOf(b), 'a')) console.log(x);
  for await (const x of nets0621Format.describe(sourceOf(b), 'a')) console.log(x.key, x.fields.map((f) => f.meaning).join(' | '));
  console.log(nets0603Format.recognise(a), nets0621Format.recognise(b), nets0603Format.recognise(b));
});
