import { expect, test } from 'vitest';
import { importsOf, sources } from '#test/sources';

test('the generator knows nothing of the matcher: of the product it imports the kernel only', () => {
  const files = sources(['bench/corpus'], /\.ts$/);
  expect(files.length).toBeGreaterThan(20);
  const wrong = files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((imported) => !imported.startsWith('node:') && imported !== '#kernel')
      .filter((imported) => !imported.startsWith('./') && !/^\.\.\/(?!\.\.\/)/.test(imported))
      .map((imported) => `${path} imports ${imported}`),
  );
  expect(wrong).toEqual([]);
});

test('from a story no import leaves the corpus, but for the arguments of the command', () => {
  const outside = sources(['bench/corpus'], /\.ts$/).flatMap(({ path, text }) => {
    const depth = path.split('/').length - 2;
    return importsOf(text)
      .filter((imported) => (imported.match(/\.\.\//g) ?? []).length >= depth)
      .map((imported) => `${path} imports ${imported}`);
  });
  expect(outside).toEqual(['bench/corpus/main.ts imports ../whole-number.ts']);
});
