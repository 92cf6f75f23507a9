import { createReadStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DescribedLine, Finding } from '#schemas/kit';
import { sharedReference } from '#test/shared-reference';
import { describeFile, detect, formats, lintFile } from '../../src/files/formats.ts';

/** Every public sample there is: real files of banks and of Nets, some of them deliberately wrong. */
const samples = [
  ...sharedReference('nets/samples'),
  ...sharedReference('iso20022/samples', /\.xml$/),
  ...sharedReference('iso20022/own', /\.xml$/),
  ...sharedReference('iso20022/legacy-dk', /\.txt$/),
  ...sharedReference('statements', /\.(xml|sta|txt|mt940)$/),
];

let handled = 0;
afterAll(() => process.stdout.write(`described and linted ${handled} of ${samples.length} public samples\n`));

test.each(samples.map((path) => [basename(path), path] as const))(
  '%s is recognised, explained and checked',
  async (name, path) => {
    const bytes = readFileSync(path);
    const { kind, format } = detect(bytes);
    expect(format, `${name} is ${kind}`).not.toBeNull();
    const lines: DescribedLine[] = [];
    for await (const line of describeFile(createReadStream(path), name)) lines.push(line);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every(({ title }) => title !== '')).toBe(true);
    const findings: Finding[] = [];
    for await (const finding of lintFile(createReadStream(path), name)) findings.push(finding);
    expect(findings.every(({ expected, remedy }) => expected !== '' && remedy !== '')).toBe(true);
    if (name.startsWith('bai2')) expect(findings.map(({ severity }) => severity)).toContain('fault');
    handled += 1;
  },
);

test('no sample is taken by two formats', () => {
  const twice = samples.flatMap((path) => {
    const head = readFileSync(path).subarray(0, 8192);
    const takers = formats.filter((format) => format.recognise(head) !== null).map(({ key }) => key);
    return takers.length === 1 ? [] : [`${basename(path)}: ${takers.join(', ') || 'nobody'}`];
  });
  expect(twice).toEqual([]);
});

test('a name says nothing', async () => {
  const xml = Buffer.from('<?xml version="1.0"?><greeting>hello</greeting>');
  async function* source() {
    yield await Promise.resolve(xml);
  }
  const findings: Finding[] = [];
  for await (const finding of lintFile(source(), 'D3700000001-602.BS1')) findings.push(finding);
  expect(detect(xml).kind).toBe('xml');
  expect(findings.some(({ severity }) => severity === 'fault')).toBe(true);
});
