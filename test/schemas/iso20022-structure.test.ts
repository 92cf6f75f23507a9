import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namespaceOf, structureCheck } from '#schemas/iso20022';
import { xmlParser } from '#schemas/xml';
import { sharedReference } from '#test/shared-reference';
import { validateXsd } from '#test/xsd';
import { seeded } from '../channels/mutants.ts';
import { boundaryMutants, elementMutant } from './element-mutants.ts';
import { richMessages } from './rich-messages.ts';

/** What our own table finds wrong: the first findings, in words. */
function ours(text: string): readonly string[] {
  const check = structureCheck();
  const parser = xmlParser(check.sink);
  const fault = parser.write(Buffer.from(text)) ?? parser.end();
  const found = check.take().map(({ field, value, expected }) => `${field} "${value}": ${expected}`);
  return fault === null ? found : [...found, fault.text];
}

const named = Object.entries(richMessages);

describe.each(named)('%s', (name, text) => {
  test('a message with every block is sound by our table and by its schema', () => {
    expect(text).toContain(namespaceOf(name));
    expect(ours(text)).toEqual([]);
    expect(validateXsd(name, Buffer.from(text))).toEqual([]);
  });

  test('our table and the schema agree on the limits of every element', () => {
    const mutants = boundaryMutants(text);
    expect(mutants.length).toBeGreaterThan(300);
    if (validateXsd(name, Buffer.from('<Document/>')).length === 0) return;
    for (const mutant of mutants) {
      const [our, theirs] = [ours(mutant), validateXsd(name, Buffer.from(mutant))];
      expect(our.length > 0, JSON.stringify({ our, theirs }, null, 1)).toBe(theirs.length > 0);
    }
  });

  test('our table and the schema give the same verdict on random mutants', () => {
    if (validateXsd(name, Buffer.from('<Document/>')).length === 0) return;
    const random = seeded(20_260_101);
    const verdicts = { sound: 0, unsound: 0 };
    for (let i = 0; i < 100; i++) {
      const mutant = elementMutant(text, random);
      const [our, theirs] = [ours(mutant), validateXsd(name, Buffer.from(mutant))];
      expect(our.length > 0, `${JSON.stringify({ our, theirs }, null, 1)}\n${mutant}`).toBe(theirs.length > 0);
      verdicts[theirs.length > 0 ? 'unsound' : 'sound'] += 1;
    }
    expect(Math.min(verdicts.sound, verdicts.unsound)).toBeGreaterThan(5);
  });
});

const samples = [
  ...sharedReference('iso20022/samples', /pain\.00|camt\.055/),
  ...sharedReference('iso20022/own', /^pain/),
];

test.each(samples.map((path) => [basename(path), path]))('%s gets the verdict of its schema', (_name, path) => {
  const text = readFileSync(path, 'utf8');
  const message = /tech:xsd:([a-z]+\.\d{3}\.\d{3}\.\d{2})"/.exec(text)?.[1];
  // National schemas are not at hand; what our table says of them is a warning only.
  const theirs = message === undefined ? [] : validateXsd(message, Buffer.from(text));
  expect(ours(text)).toEqual(theirs.map(({ message: issue }) => issue));
});

test('findings say where: line, column, path, and what would be right', () => {
  const text = (richMessages['pain.008.001.02'] ?? '').replace('<PmtMtd>DD</PmtMtd>', '<PmtMtd>CHK</PmtMtd>');
  const check = structureCheck();
  const parser = xmlParser(check.sink);
  parser.write(Buffer.from(text));
  const line = text.split('\n').findIndex((found) => found.includes('<PmtMtd>')) + 1;
  const column = (text.split('\n')[line - 1] ?? '').indexOf('CHK') + 1;
  expect(check.take()).toEqual([
    {
      severity: 'fault',
      lineNumber: line,
      from: column,
      to: column + 2,
      field: 'CstmrDrctDbtInitn/PmtInf/PmtMtd',
      value: 'CHK',
      expected: 'DD',
      remedy: 'Write DD.',
    },
  ]);
});

test('a version whose schema we do not know, and a national one, are warned about only', () => {
  const text = richMessages['pain.008.001.02'] ?? '';
  for (const namespace of [namespaceOf('pain.008.001.09'), 'http://www.example.com/de/pain.008.001.02.xx.01.xsd']) {
    const check = structureCheck();
    const changed = text.replace(namespaceOf('pain.008.001.02'), namespace).replace('<PmtMtd>DD</PmtMtd>', '');
    xmlParser(check.sink).write(Buffer.from(changed));
    const severities = new Set(check.take().map(({ severity }) => severity));
    expect([...severities]).toEqual(['warning']);
  }
});

test('a thousand findings are enough, and the last says so', () => {
  const text = richMessages['pain.002.001.10'] ?? '';
  const wrong = '<NbOfTxsPerSts></NbOfTxsPerSts>'.repeat(800);
  const check = structureCheck();
  xmlParser(check.sink).write(Buffer.from(text.replace('<NbOfTxsPerSts>', `${wrong}<NbOfTxsPerSts>`)));
  const findings = check.take();
  expect(findings.length).toBe(1001);
  expect(findings.at(-1)?.remedy).toBe('There may be more; correct these first.');
});
