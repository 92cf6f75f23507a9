import {
  bai2Format,
  bphCommaFormat,
  bzwbkPipeFormat,
  cmkvFormat,
  cmkxksxFormat,
  elixir0Format,
  fi0Format,
  mt940Format,
  mt942Format,
} from '#channels/statements';
import type { FileFormat } from '#schemas/kit';
import { sourceOf } from './mt940-kit.ts';

const everyFormat: readonly FileFormat[] = [
  mt940Format,
  mt942Format,
  fi0Format,
  cmkvFormat,
  cmkxksxFormat,
  elixir0Format,
  bzwbkPipeFormat,
  bphCommaFormat,
  bai2Format,
];

/** Whether the bytes are a file of any format: none may break on any bytes. */
export function recognise(bytes: Buffer): void {
  for (const format of everyFormat) format.recognise(bytes);
}

/** Describes and lints, and lets go of what is said. */
export async function explain(format: FileFormat, bytes: Buffer): Promise<void> {
  for await (const line of format.describe(sourceOf(bytes), 'mutant')) JSON.stringify(line);
  for await (const found of format.lint(sourceOf(bytes), 'mutant')) JSON.stringify(found);
}

export async function explainAsEvery(bytes: Buffer, more: readonly FileFormat[] = []): Promise<void> {
  for (const format of [...everyFormat, ...more]) {
    format.recognise(bytes.subarray(0, 8192));
    await explain(format, bytes);
  }
}
