import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { MandateFact, PaymentFact, RemarkFact } from '#channels';
import {
  type BsDeliveryHeader,
  checkCancellation,
  type MandateCancellation,
  nets0603Format,
  nets0605Format,
  nets0621Format,
  read0603,
  read0621,
  write0605,
} from '#channels/betalingsservice';
import {
  checkLsCollection,
  checkLsMandateOrder,
  type LsCollection,
  type LsDeliveryHeader,
  ls0602Format,
  ls0690Format,
  ls30Format,
  ls40Format,
  readLs0602,
  readLs0690,
  readLsMandates,
  writeLsDelivery,
} from '#channels/leverandoerservice';
import type { FileFormat } from '#schemas/kit';
import { findingsOf, type Reader, readWhole, written } from './lists-kit.ts';

type AnyFact = MandateFact | PaymentFact | RemarkFact;

/** How each kind of golden file is read; the folder's name begins with the kind. */
const kinds: Readonly<Record<string, { readonly read: Reader<AnyFact>; readonly format: FileFormat }>> = {
  '0603': { read: read0603, format: nets0603Format },
  '0621': { read: read0621, format: nets0621Format },
  'ls-0602': { read: readLs0602, format: ls0602Format },
  'ls-0690': { read: readLs0690, format: ls0690Format },
  'ls-30': { read: readLsMandates, format: ls30Format },
};

const golden = fileURLToPath(new URL('../golden/', import.meta.url));
const cases = ['mandates', 'leverandoerservice'].flatMap((folder) =>
  readdirSync(`${golden}${folder}`)
    .filter((name) => existsSync(`${golden}${folder}/${name}/input.txt`))
    .map((name) => `${folder}/${name}`),
);
const kindOf = (name: string): string => /^[a-z]+\/((?:ls-)?\d+)/.exec(name)?.[1] ?? '';

test('there are golden files of every kind', () => {
  expect([...new Set(cases.map(kindOf))].sort()).toEqual(Object.keys(kinds).sort());
});

test.each(cases)('%s is read and looked through as it always was', async (name) => {
  const { read, format } = kinds[kindOf(name)]!;
  const bytes = readFileSync(`${golden}${name}/input.txt`);
  const { records, ...told } = await readWhole(read, bytes);
  const findings = await findingsOf(format, bytes);
  const summary = findings.map(
    ({ severity, lineNumber, from, to, field, value, expected }) =>
      `${severity} line ${lineNumber}, ${from}-${to} ${field}: "${value}", expected ${expected}`,
  );
  const all = { ...told, records: records.map(({ layoutKey }) => layoutKey), findings: summary };
  expect(JSON.parse(JSON.stringify(all))).toEqual(JSON.parse(readFileSync(`${golden}${name}/expected.json`, 'utf8')));
  expect(format.recognise(bytes)).not.toBeNull();
});

test.each(cases)('%s is read alike in pieces of seven bytes', async (name) => {
  const { read } = kinds[kindOf(name)]!;
  const bytes = readFileSync(`${golden}${name}/input.txt`);
  expect(await readWhole(read, bytes, 7)).toEqual(await readWhole(read, bytes));
});

const inputOf = (name: string): unknown => JSON.parse(readFileSync(`${golden}${name}/input.json`, 'utf8'));
const expectedOf = (name: string): Buffer => readFileSync(`${golden}${name}/expected.txt`);

test('cancellations of mandates are written as they always were', async () => {
  const { header, cancellations } = inputOf('mandates/0605-cancellations') as {
    readonly header: Omit<BsDeliveryHeader, 'section'>;
    readonly cancellations: readonly MandateCancellation[];
  };
  expect(cancellations.flatMap((line) => checkCancellation(line, header.agreement))).toEqual([]);
  const { bytes } = await written(write0605(header, cancellations));
  expect(bytes.toString('latin1')).toBe(expectedOf('mandates/0605-cancellations').toString('latin1'));
  expect(await findingsOf(nets0605Format, bytes)).toEqual([]);
});

test('a delivery to Leverandørservice is written as it always was', async () => {
  const { header, collections } = inputOf('leverandoerservice/ls-40-mixed') as {
    readonly header: LsDeliveryHeader;
    readonly collections: readonly LsCollection[];
  };
  expect(collections.flatMap((line) => checkLsCollection(line, header.agreement))).toEqual([]);
  expect(header.mandateOrders?.flatMap(checkLsMandateOrder)).toEqual([]);
  const { bytes } = await written(writeLsDelivery(header, collections));
  expect(bytes.toString('latin1')).toBe(expectedOf('leverandoerservice/ls-40-mixed').toString('latin1'));
  expect(await findingsOf(ls40Format, bytes)).toEqual([]);
});
