import { expect, test } from 'vitest';
import { describeFile, detect, lintFile } from '#files';

async function* inPieces(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  for (let i = 0; i < bytes.length; i += 7) yield bytes.subarray(i, i + 7);
}

async function collect<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

test.each`
  what                          | content                                         | kind
  ${'a status'}                 | ${'"COLSTATUS","0001","æ",12;\r\n'}             | ${'danske-col'}
  ${'a collection'}             | ${'"COLLECTION","1",100;'}                      | ${'danske-col'}
  ${'one message of one field'} | ${'"COLLACK";'}                                 | ${'danske-col'}
  ${'a statement (CMKV)'}       | ${'"CMKV",4400116243,"01.02.2027",1,2\r\n'}     | ${'cmkv'}
  ${'a word that begins alike'} | ${'COLLECTIONS of the year, and what they are'} | ${'unknown'}
  ${'a message of no name'}     | ${'"COLOTHER","1";'}                            | ${'unknown'}
`('$what is $kind', ({ content, kind }) => {
  expect(detect(Buffer.from(content, 'latin1')).kind).toBe(kind);
});

test('describe shows a Collection Service file by position, and lint says which table is missing', async () => {
  const file = '"COLSTATUS","0001","Løn";\r\n"COLSTATUS","0002","open;\r\n';
  const lines = await collect(describeFile(inPieces(file), 'status.txt'));
  expect(lines.map(({ lineNumber, key, fields }) => [lineNumber, key, fields.map(({ raw }) => raw)])).toEqual([
    [1, 'COLSTATUS', ['COLSTATUS', '0001', 'Løn']],
    [2, 'COLSTATUS', ['COLSTATUS', '0002', 'open']],
  ]);
  expect(lines[0]?.title).toContain('columns are not configured');
  const findings = await collect(lintFile(inPieces(file), 'status.txt'));
  expect(findings.filter(({ severity }) => severity === 'warning').map(({ field }) => field)).toContain('COLSTATUS');
  expect(findings.filter(({ severity }) => severity === 'fault').map(({ lineNumber }) => lineNumber)).toContain(2);
});
