import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { sharedReference } from '#test/shared-reference';
import { detect, headOf } from '../../src/files/formats.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

test.each`
  what                       | content                                                              | kind
  ${'a 0601'}                | ${'BS00212345674BS106010000000042'}                                  | ${'nets-0601'}
  ${'a 0602'}                | ${'BS00212345674KR906023700000001'}                                  | ${'nets-0602'}
  ${'a wrapped 0602'}        | ${'PBCNET30BS1 \u009f\u009f\u009f+BF00\r\n\r\nBS00212345674BS10602'} | ${'nets-0602'}
  ${'a T'}                   | ${'PBCNET40BS1A1B2C3D4E5F      251215101500+PN00'}                   | ${'nets-t'}
  ${'a wrapped V'}           | ${'PBCNET30BS1\r\nPBCNET41BS1A1B2C3D4E5F'}                           | ${'nets-v'}
  ${'an F'}                  | ${'1SYSTEM        : BS1'}                                            | ${'nets-f'}
  ${'a 0603'}                | ${'BS00212345674BS10603'}                                            | ${'nets-0603'}
  ${'a delivery of no name'} | ${'BS00212345674BS19999'}                                            | ${'nets-9999'}
  ${'a text'}                | ${'hello\nworld'}                                                    | ${'unknown'}
  ${'line ends'}             | ${'\r\n\r\n'}                                                        | ${'unknown'}
  ${'nothing'}               | ${''}                                                                | ${'empty'}
  ${'a zip'}                 | ${'PK\u0003\u0004rest'}                                              | ${'packed'}
  ${'a gzip'}                | ${'\u001f\u008b\u0008'}                                              | ${'packed'}
  ${'one zero byte'}         | ${`BS002${'1'.repeat(500)}\u0000`}                                   | ${'binary'}
  ${'zero bytes'}            | ${'BS002\u0000\u0000'}                                               | ${'binary'}
  ${'controls'}              | ${'\u0001\u0002\u0003\u0004abc'}                                     | ${'binary'}
`('$what is $kind, whatever its name', ({ content, kind }) => {
  expect(detect(latin1(content)).kind).toBe(kind);
});

const expected: Readonly<Record<string, string>> = {
  '0601-section-0112-basis.txt': 'nets-0601',
  '0601-section-0112.txt': 'nets-0601',
  '0601-section-0117.txt': 'nets-0601',
  '0602.txt': 'nets-0602',
  '0603-section-0212.txt': 'nets-0603',
  '0621.txt': 'nets-0621',
  'F-delivery-note.txt': 'nets-f',
  'T-receipt.txt': 'nets-t',
  'V-receipt.txt': 'nets-v',
  'ls-0602-from-nets.txt': 'ls-0602',
  'ls-0690-from-nets.txt': 'ls-0690',
  'ls-30-from-nets.txt': 'ls-30',
  'ls-40-to-nets.txt': 'ls-40',
};

test.each(sharedReference('nets/samples').map((path) => [basename(path), path] as const))(
  '%s is recognised',
  (name, path) => {
    expect(detect(readFileSync(path)).kind).toBe(expected[name]);
  },
);

test('looking at the head takes nothing from the stream', async () => {
  async function* source() {
    for (let i = 0; i < 40; i++) yield latin1(String(i % 10).repeat(1000));
  }
  const { head, whole } = await headOf(source());
  expect(head.length).toBeGreaterThan(8000);
  let size = 0;
  for await (const chunk of whole) size += chunk.length;
  expect(size).toBe(40_000);
});

test.each`
  what                       | content
  ${'one with a DOCTYPE'}    | ${'<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a "b">]><Document/>'}
  ${'a bare DOCTYPE'}        | ${'<!DOCTYPE html><html></html>'}
  ${'one in UTF-16'}         | ${'\u00ff\u00fe<\u0000?\u0000x\u0000m\u0000l\u0000'}
  ${'one that begins badly'} | ${'<?xml version="1.0"?><1/>'}
`('$what is an XML file that cannot be read', ({ content }) => {
  expect(detect(latin1(content))).toMatchObject({ kind: 'xml', name: 'an XML file that cannot be read' });
});
