import { expect, test } from 'vitest';
import { describeXmlFault, xmlParser } from '#schemas/xml';
import { tell, tellText } from './xml-kit.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

test('tags, attributes and texts are told with their places', () => {
  const { events, fault } = tellText('<?xml version="1.0"?>\n<a x="1">\n  <b>ø&amp;&#x20AC;</b><c/>\n</a>');
  expect(fault).toBeNull();
  expect(events).toEqual([
    { open: 'a', namespace: '', attributes: [{ localName: 'x', namespace: '', value: '1' }], at: [22, 31, 2, 1] },
    { text: '\n  ', isBlank: true, at: [31, 34, 2, 10] },
    { open: 'b', namespace: '', attributes: [], at: [34, 37, 3, 3] },
    { text: 'ø&€', isBlank: false, at: [37, 52, 3, 6] },
    { close: [52, 56, 3, 20] },
    { open: 'c', namespace: '', attributes: [], at: [56, 60, 3, 24] },
    { close: [56, 60, 3, 24] },
    { text: '\n', isBlank: true, at: [60, 61, 3, 28] },
    { close: [61, 65, 4, 1] },
  ]);
});

test('namespaces are those of the nearest declaration; attributes without a prefix have none', () => {
  const { events } = tellText(
    '<p:a xmlns:p="one" xmlns="two"><b q="1" p:q="2"/><c xmlns=""><d xmlns:p="three"><p:e/></d></c></p:a>',
  );
  const opened = events.flatMap((event) => ('open' in event ? [`${event.open} ${event.namespace}`] : []));
  expect(opened).toEqual(['a one', 'b two', 'c ', 'd ', 'e three']);
  expect(events[1]).toMatchObject({
    attributes: [
      { localName: 'q', namespace: '', value: '1' },
      { localName: 'q', namespace: 'one', value: '2' },
    ],
  });
});

test('CDATA, comments and instructions: the first is text, the others are passed', () => {
  const { events, fault } = tellText('<!-- a --><?pi x?><a>1<!-- <b> & -->2<![CDATA[<&]]]]><?q?>3</a><!-- end -->\n');
  expect(fault).toBeNull();
  expect(events.flatMap((event) => ('text' in event ? [event.text] : []))).toEqual(['1', '2', '<&]]', '3']);
});

test('line ends become LF, in attributes blanks; references to them stay', () => {
  const { events } = tellText('<a b="x\r\ny\tz&#10;">1\r\n2\r3&#13;</a>');
  expect(events[0]).toMatchObject({ attributes: [{ value: 'x y z\n' }] });
  expect(events[1]).toMatchObject({ text: '1\n2\n3\r' });
});

test.each`
  what                                       | xml                                                                | kind            | words
  ${'a DOCTYPE'}                             | ${'<!DOCTYPE a><a/>'}                                              | ${'doctype'}    | ${'DOCTYPE'}
  ${'a DOCTYPE in small letters'}            | ${'<!doctype a><a/>'}                                              | ${'doctype'}    | ${'DOCTYPE'}
  ${'a billion laughs'}                      | ${'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'} | ${'doctype'}    | ${'DOCTYPE'}
  ${'an external entity'}                    | ${'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}                  | ${'doctype'}    | ${'DOCTYPE'}
  ${'an entity of its own'}                  | ${'<a>&xxe;</a>'}                                                  | ${'entity'}     | ${'&xxe;'}
  ${'an entity in an attribute'}             | ${'<a b="&xxe;"/>'}                                                | ${'entity'}     | ${'&xxe;'}
  ${'an ampersand on its own'}               | ${'<a>Jensen & Co</a>'}                                            | ${'entity'}     | ${'&amp;'}
  ${'a reference to a lone surrogate'}       | ${'<a>&#xD800;</a>'}                                               | ${'character'}  | ${'&#xD800;'}
  ${'a reference to NUL'}                    | ${'<a>&#0;</a>'}                                                   | ${'character'}  | ${'&#0;'}
  ${'a reference beyond Unicode'}            | ${'<a>&#x110000;</a>'}                                             | ${'character'}  | ${'no character'}
  ${'a control character'}                   | ${'<a>\u0001</a>'}                                                 | ${'character'}  | ${'0x01'}
  ${'NUL in a text'}                         | ${'<a>\u0000</a>'}                                                 | ${'character'}  | ${'NUL'}
  ${'NUL in a tag'}                          | ${'<a\u0000>'}                                                     | ${'character'}  | ${'NUL'}
  ${'NUL in an attribute'}                   | ${'<a b="\u0000"/>'}                                               | ${'character'}  | ${'NUL'}
  ${'NUL in a comment'}                      | ${'<a><!-- \u0000 --></a>'}                                        | ${'character'}  | ${'NUL'}
  ${'U+FFFF'}                                | ${'<a>\uffff</a>'}                                                 | ${'encoding'}   | ${'0xEF'}
  ${'tags that do not match'}                | ${'<a>\n<b></a>'}                                                  | ${'nesting'}    | ${'</a> stands where </b> (opened on line 2)'}
  ${'an end tag that begins like its start'} | ${'<a></ab>'}                                                      | ${'nesting'}    | ${'</ab>'}
  ${'an end tag without its start'}          | ${'</a>'}                                                          | ${'nesting'}    | ${'before the first'}
  ${'two roots'}                             | ${'<a/><b/>'}                                                      | ${'nesting'}    | ${'two files'}
  ${'two files glued together'}              | ${'<?xml version="1.0"?><a/>\n<?xml version="1.0"?><a/>'}          | ${'markup'}     | ${'two files'}
  ${'text in front of the root'}             | ${'x<a/>'}                                                         | ${'markup'}     | ${'before the first'}
  ${'text behind the root'}                  | ${'<a/>x'}                                                         | ${'markup'}     | ${'behind the end'}
  ${'CDATA outside the root'}                | ${'<a/><![CDATA[x]]>'}                                             | ${'markup'}     | ${'CDATA'}
  ${'the end of CDATA in a text'}            | ${'<a>x]]></a>'}                                                   | ${'markup'}     | ${']]>'}
  ${'two dashes in a comment'}               | ${'<a><!-- a -- b --></a>'}                                        | ${'markup'}     | ${'--'}
  ${'an attribute that stands twice'}        | ${'<a b="1" b="2"/>'}                                              | ${'attribute'}  | ${'twice'}
  ${'twice under two prefixes'}              | ${'<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>'}                  | ${'attribute'}  | ${'twice'}
  ${'a namespace declared twice'}            | ${'<a xmlns="u" xmlns="v"/>'}                                      | ${'attribute'}  | ${'twice'}
  ${'an attribute without a value'}          | ${'<a b/>'}                                                        | ${'attribute'}  | ${'no value'}
  ${'an attribute without quotes'}           | ${'<a b=1/>'}                                                      | ${'attribute'}  | ${'quotes'}
  ${'attributes without a blank between'}    | ${'<a b="1"c="2"/>'}                                               | ${'markup'}     | ${'blank'}
  ${'a tag in an attribute'}                 | ${'<a b="<"/>'}                                                    | ${'attribute'}  | ${'"<"'}
  ${'a prefix that nobody declared'}         | ${'<p:a/>'}                                                        | ${'namespace'}  | ${'"p"'}
  ${'a prefix declared as nothing'}          | ${'<a xmlns:p=""/>'}                                               | ${'namespace'}  | ${'no namespace'}
  ${'the prefix xmlns declared'}             | ${'<a xmlns:xmlns="u"/>'}                                          | ${'namespace'}  | ${'xmlns'}
  ${'a name with two colons'}                | ${'<a:b:c xmlns:a="u"/>'}                                          | ${'name'}       | ${'a:b:c'}
  ${'a name that begins with a digit'}       | ${'<1a/>'}                                                         | ${'name'}       | ${'1a'}
  ${'a blank behind the bracket'}            | ${'<a>1 < 2</a>'}                                                  | ${'markup'}     | ${'&lt;'}
  ${'something in the end tag'}              | ${'<a></a b>'}                                                     | ${'markup'}     | ${'"b"'}
  ${'a wrong declaration'}                   | ${'<?xml encoding="UTF-8"?><a/>'}                                  | ${'markup'}     | ${'declaration'}
  ${'an encoding we do not read'}            | ${'<?xml version="1.0" encoding="Shift_JIS"?><a/>'}                | ${'encoding'}   | ${'ISO-8859-15'}
  ${'an encoding named like a method'}       | ${'<?xml version="1.0" encoding="constructor"?><a/>'}              | ${'encoding'}   | ${'constructor'}
  ${'a declaration of UTF-16 in UTF-8'}      | ${'<?xml version="1.0" encoding="UTF-16"?><a/>'}                   | ${'encoding'}   | ${'UTF-8'}
  ${'a file cut inside an element'}          | ${'<a><b>1</b>'}                                                   | ${'incomplete'} | ${'<a>'}
  ${'a file cut inside a tag'}               | ${'<a><b>1</b'}                                                    | ${'incomplete'} | ${'<b>'}
  ${'a file cut inside a reference'}         | ${'<a>&am'}                                                        | ${'entity'}     | ${'&amp;'}
  ${'an empty file'}                         | ${''}                                                              | ${'incomplete'} | ${'no XML'}
  ${'blanks only'}                           | ${' \n '}                                                          | ${'incomplete'} | ${'no XML'}
`('refuses $what', ({ xml, kind, words }) => {
  const { fault } = tellText(xml);
  expect(fault?.kind).toBe(kind);
  expect(fault?.text).toContain(words);
});

test('every good element before the fault is told, and none behind it', () => {
  const { events, fault } = tellText('<a>\n<b/>\n<c/>&x;<d/></a>');
  expect(events.flatMap((event) => ('open' in event ? [event.open] : []))).toEqual(['a', 'b', 'c']);
  expect(fault).toMatchObject({ line: 3, column: 5, byteAt: 13 });
  expect(fault === null ? '' : describeXmlFault(fault)).toContain('(line 3, column 5, byte 13)');
});

test.each`
  what                  | xml                                                                            | limits
  ${'depth'}            | ${'<a>'.repeat(65) + '</a>'.repeat(65)}                                        | ${{}}
  ${'a name'}           | ${`<${'n'.repeat(300)}/>`}                                                     | ${{}}
  ${'an attribute'}     | ${`<a b="${'x'.repeat(70_000)}"/>`}                                            | ${{}}
  ${'a giant one'}      | ${`<a b="${'x'.repeat(3_000_000)}`}                                            | ${{}}
  ${'attributes'}       | ${`<a ${Array.from({ length: 65 }, (_, i) => `b${i}="1"`).join(' ')}/>`}       | ${{}}
  ${'namespaces'}       | ${`<a ${Array.from({ length: 65 }, (_, i) => `xmlns:b${i}="1"`).join(' ')}/>`} | ${{}}
  ${'a text'}           | ${`<a>${'x'.repeat(1_100_000)}</a>`}                                           | ${{}}
  ${'a text of no end'} | ${`<a>${'x'.repeat(1_100_000)}`}                                               | ${{}}
  ${'blanks'}           | ${`<a>${' '.repeat(1_100_000)}</a>`}                                           | ${{}}
  ${'CDATA'}            | ${`<a><![CDATA[${'x'.repeat(1_100_000)}`}                                      | ${{}}
  ${'a comment'}        | ${`<a><!--${'x'.repeat(1_100_000)}`}                                           | ${{}}
  ${'different names'}  | ${`<a>${Array.from({ length: 50 }, (_, i) => `<b${i}/>`).join('')}</a>`}       | ${{ names: 40 }}
`('$what over the limit is refused', ({ xml, limits }) => {
  expect(tellText(xml, limits).fault?.kind).toBe('limit');
});

test('64 levels are read', () => {
  expect(tellText('<a>'.repeat(64) + '</a>'.repeat(64)).fault).toBeNull();
});

const declared = (encoding: string, text: string): Buffer =>
  latin1(`<?xml version="1.0" encoding="${encoding}"?><a>${text}</a>`);

test.each`
  what                          | bytes                                                                                                         | text
  ${'UTF-8 by default'}         | ${Buffer.from('<a>Æø€😀</a>')}                                                                                | ${'Æø€😀'}
  ${'UTF-8 with its mark'}      | ${Buffer.from('\ufeff<a>Æø</a>')}                                                                             | ${'Æø'}
  ${'UTF-8, single quotes'}     | ${Buffer.from("<?xml version='1.0' encoding='utf-8'?><a>ø</a>")}                                              | ${'ø'}
  ${'a mark that contradicts'}  | ${Buffer.concat([Buffer.from('\ufeff'), Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ø</a>')])} | ${'ø'}
  ${'ISO-8859-1'}               | ${declared('ISO-8859-1', '\xc6\xf8\xa4')}                                                                     | ${'Æø¤'}
  ${'ISO-8859-1 meaning 1252'}  | ${declared('iso-8859-1', '\x80')}                                                                             | ${'€'}
  ${'ISO-8859-15'}              | ${declared('ISO-8859-15', '\xa4\xa6\xb8\xf8')}                                                                | ${'€Šžø'}
  ${'windows-1252'}             | ${declared('windows-1252', '\x80\x96\xf8')}                                                                   | ${'€–ø'}
  ${'US-ASCII'}                 | ${declared('US-ASCII', 'plain')}                                                                              | ${'plain'}
  ${'blank lines in front'}     | ${latin1('\r\n\n<?xml version="1.0"?><a>x</a>')}                                                              | ${'x'}
  ${'a later version of XML 1'} | ${latin1('<?xml version="1.1" standalone="yes"?><a>x</a>')}                                                   | ${'x'}
`('reads $what', ({ bytes, text }) => {
  const { events, fault } = tell(bytes);
  expect(fault).toBeNull();
  expect(events.find((event) => 'text' in event)).toMatchObject({ text });
});

test('attributes and names are in the encoding of the file too', () => {
  const { events } = tell(declared('ISO-8859-1', '<\xe6 \xf8="\xe5"/>'));
  expect(events[1]).toMatchObject({ open: 'æ', attributes: [{ localName: 'ø', value: 'å' }] });
});

test.each`
  what                          | bytes                                                        | words
  ${'windows-1252 as UTF-8'}    | ${declared('UTF-8', 'S\xf8ren')}                             | ${'the file says UTF-8 but byte 42 (0xF8) is not; it looks like windows-1252'}
  ${'latin1 without saying so'} | ${latin1('<a>S\xf8ren</a>')}                                 | ${'names no encoding, which means UTF-8, but byte 4 (0xF8) is not; it looks like windows-1252'}
  ${'UTF-8 as ASCII'}           | ${declared('US-ASCII', Buffer.from('ø').toString('latin1'))} | ${'it looks like UTF-8'}
  ${'a surrogate in UTF-8'}     | ${Buffer.from([0x3c, 0x61, 0x3e, 0xed, 0xa0, 0x80, 0x3c])}   | ${'byte 3 (0xED)'}
  ${'an overlong form'}         | ${Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0xaf, 0x3c])}         | ${'byte 3 (0xC0)'}
  ${'a broken attribute'}       | ${latin1('<a b="\xf8"/>')}                                   | ${'byte 6 (0xF8)'}
  ${'a broken name'}            | ${latin1('<\xf8/>')}                                         | ${'byte 1 of a name'}
  ${'a broken comment'}         | ${latin1('<!-- \xf8 --><a/>')}                               | ${'byte 5 (0xF8)'}
  ${'UTF-16'}                   | ${Buffer.from('\ufeff<a/>', 'utf16le')}                      | ${'UTF-16'}
  ${'UTF-16 without its mark'}  | ${Buffer.from('<a/>', 'utf16le')}                            | ${'UTF-16'}
  ${'UTF-32'}                   | ${Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x3c])}            | ${'UTF-32'}
  ${'EBCDIC'}                   | ${Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93])}               | ${'EBCDIC'}
`('tells $what', ({ bytes, words }) => {
  const { fault } = tell(bytes);
  expect(fault?.kind).toBe('encoding');
  expect(fault?.text).toContain(words);
});

test('a parser that failed stays where it is', () => {
  const parser = xmlParser({ open: () => undefined, text: () => undefined, close: () => undefined });
  const first = parser.write(Buffer.from('<a><b></a>'));
  expect(first?.kind).toBe('nesting');
  expect(parser.write(Buffer.from('<c/>'))).toBe(first);
  expect(parser.end()).toBe(first);
});

test('many small pieces of one long text take no longer than the text', () => {
  const text = Buffer.from(`<a>${'x'.repeat(900_000)}</a>`);
  const { events, fault } = tell(text, [7]);
  expect(fault).toBeNull();
  expect(events).toHaveLength(3);
});
