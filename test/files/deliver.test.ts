import { type DeliveryStage, type DeliveryStep, whatToDo } from '#files';
import { expect, test } from 'vitest';

const expected = 1000;
const sizes = { none: null, equal: expected, other: 999 } as const;

/** Every cell: the stage, the final file, then the step for a temporary file that is not there, whole, of another size. */
const cells: readonly (readonly [DeliveryStage, keyof typeof sizes, DeliveryStep, DeliveryStep, DeliveryStep])[] = [
  ['frozen', 'none', 'upload', 'upload', 'upload'],
  ['frozen', 'equal', 'conflict', 'conflict', 'conflict'],
  ['frozen', 'other', 'conflict', 'conflict', 'conflict'],
  ['uploading', 'none', 'upload', 'upload', 'upload'],
  ['uploading', 'equal', 'done', 'done', 'done'],
  ['uploading', 'other', 'conflict', 'conflict', 'conflict'],
  ['renaming', 'none', 'wait-for-receipt', 'rename', 'conflict'],
  ['renaming', 'equal', 'done', 'done', 'done'],
  ['renaming', 'other', 'conflict', 'conflict', 'conflict'],
  ...(['sent', 'received', 'accepted', 'refused'] as const).flatMap((stage) =>
    (['none', 'equal', 'other'] as const).map((final) => [stage, final, 'done', 'done', 'done'] as const),
  ),
];

test.each(cells)('%s, final file %s: %s, %s or %s', (stage, final, none, equal, other) => {
  const step = (temporary: keyof typeof sizes) =>
    whatToDo(stage, { finalSize: sizes[final], temporarySize: sizes[temporary] }, expected);
  expect([step('none'), step('equal'), step('other')]).toEqual([none, equal, other]);
});

test('the table has every stage and size once', () => {
  expect(new Set(cells.map(([stage, final]) => `${stage} ${final}`)).size).toBe(7 * 3);
});

test('an empty file is a file: its size 0 is equal to 0 and not none', () => {
  expect(whatToDo('renaming', { finalSize: 0, temporarySize: null }, 0)).toBe('done');
  expect(whatToDo('renaming', { finalSize: null, temporarySize: 0 }, 0)).toBe('rename');
});
