import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { readXml, readXmlRecords, type XmlElement } from '#schemas/xml';
import { sharedReference } from '#test/shared-reference';
import { tell, type XmlEvent } from './xml-kit.ts';

/** A document as a tree, before anybody wrote it down. */
interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly (Tree | string)[];
}

const name = fc.stringMatching(/^[a-zA-ZæøåÆØÅ_][a-zA-Z0-9æøå_.-]{0,8}$/);
const sign = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abc 12<>&"\'\t\n]-ø€😀'.split(/(?:)/u)) },
  { weight: 1, arbitrary: fc.integer({ min: 0x20, max: 0xd7ff }).map((code) => String.fromCodePoint(code)) },
  { weight: 1, arbitrary: fc.integer({ min: 0x10000, max: 0x10ffff }).map((code) => String.fromCodePoint(code)) },
);
const text = fc.array(sign, { maxLength: 20 }).map((signs) => signs.join(''));

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name,
    attributes: fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true }),
    content: fc.array(fc.oneof({ maxDepth: 4, depthSize: 'small', withCrossShrink: true }, text, tie('tree')), {
      maxLength: 4,
    }),
  }),
}));

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const escapedAttribute = (value: string): string => escaped(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#x9;');

function write({ name: tag, attributes, content }: Tree): string {
  const told = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapedAttribute(value)}"`);
  const inner = content.map((part, i) => {
    if (typeof part !== 'string') return write(part);
    return i % 2 === 1 && !part.includes(']]>') ? `<![CDATA[${part}]]>` : escaped(part);
  });
  return inner.length === 0 ? `<${tag}${told.join('')}/>` : `<${tag}${told.join('')}>${inner.join('')}</${tag}>`;
}

/** Tags and whole texts, whatever pieces they came in. */
function plain(events: readonly XmlEvent[]): readonly string[] {
  const told: string[] = [];
  let waiting = '';
  const flush = (): void => {
    if (waiting !== '') told.push(`text ${waiting}`);
    waiting = '';
  };
  for (const event of events) {
    if ('text' in event) waiting += event.text;
    else {
      flush();
      const attributes = 'open' in event ? event.attributes.map((one) => [one.localName, one.value]) : [];
      told.push('open' in event ? `open ${event.open} ${JSON.stringify(attributes)}` : 'close');
    }
  }
  return told;
}

function plainTree({ name: tag, attributes, content }: Tree): readonly string[] {
  const told = [`open ${tag} ${JSON.stringify(Object.entries(attributes))}`];
  let waiting = '';
  const flush = (): void => {
    if (waiting !== '') told.push(`text ${waiting}`);
    waiting = '';
  };
  for (const part of content) {
    if (typeof part === 'string') waiting += part;
    else {
      flush();
      told.push(...plainTree(part));
    }
  }
  flush();
  told.push('close');
  return told;
}

test('what was written is what is told', () => {
  fc.assert(
    fc.property(tree, (root) => {
      const { events, fault } = tell(Buffer.from(`<?xml version="1.0"?>\n${write(root)}\n`));
      expect(fault).toBeNull();
      expect(plain(events)).toEqual(plainTree(root));
    }),
    { numRuns: 5000 },
  );
});

test('the same is told wherever the file is cut, of good files and of broken ones', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
  const damage = fc.option(fc.tuple(fc.nat(), fc.constantFrom(0, 0x3c, 0x3e, 0x26, 0x22, 0x2f, 0x80, 0xc3, 0xff)));
  fc.assert(
    fc.property(tree, cuts, damage, (root, sizes, hit) => {
      const bytes = Buffer.from(`<?xml version="1.0"?>\r\n<!-- ø -->${write(root)}`);
      if (hit !== null) bytes[hit[0] % bytes.length] = hit[1];
      expect(tell(bytes, sizes)).toEqual(tell(bytes));
    }),
    { numRuns: 5000 },
  );
});

test('the bytes of every element are what stands there', () => {
  fc.assert(
    fc.property(tree, (root) => {
      const bytes = Buffer.from(write(root));
      const read = readXml(bytes);
      if (!read.ok) throw new Error(read.error.text);
      const check = (element: XmlElement): void => {
        const raw = bytes.subarray(element.byteFrom, element.byteTo).toString();
        const [line = '', last = ''] = [bytes.subarray(0, element.byteFrom).toString()].flatMap((before) => [
          String(before.split('\n').length),
          String(Array.from(before.slice(before.lastIndexOf('\n') + 1)).length + 1),
        ]);
        expect([raw.startsWith(`<${element.name}`), raw.endsWith('>')]).toEqual([true, true]);
        expect([String(element.line), String(element.column)]).toEqual([line, last]);
        for (const child of element.children) check(child);
      };
      check(read.value);
    }),
    { numRuns: 500 },
  );
});

/** The same shape as fast-xml-parser gives in order, texts trimmed, blanks left out. */
type Shape = readonly (string | { readonly name: string; readonly ccy: string; readonly inner: Shape })[];

function shapeOf(element: XmlElement): Shape {
  const inner = element.children.flatMap(shapeOf);
  const own = element.text.trim();
  const ccy = element.attributes.find(({ localName }) => localName === 'Ccy')?.value ?? '';
  return [{ name: element.name, ccy, inner: own === '' ? inner : [own, ...inner] }];
}

function theirShape(nodes: unknown): Shape {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: Record<string, unknown>): Shape => {
    if ('#text' in node) return String(node['#text']).trim() === '' ? [] : [String(node['#text']).trim()];
    const [tag = ''] = Object.keys(node).filter((key) => key !== ':@');
    if (tag.startsWith('?')) return [];
    const attributes = node[':@'] as Record<string, string> | undefined;
    return [{ name: tag.replace(/^.*:/, ''), ccy: attributes?.['@_Ccy'] ?? '', inner: theirShape(node[tag]) }];
  });
}

const files = [
  ...sharedReference('iso20022/samples', /\.xml$/),
  ...sharedReference('iso20022/own', /\.xml$/),
  ...sharedReference('iso20022/xsd', /\.xsd$/),
  ...sharedReference('iso20022/danske-ws', /^(?!xmldsig).*\.(xml|xsd)$/),
  ...sharedReference('statements', /\.xml$/),
];

test('every sample is read as fast-xml-parser reads it', () => {
  if (files.length === 0) return;
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    parseTagValue: false,
    trimValues: false,
  });
  for (const file of files) {
    const bytes = readFileSync(file);
    const read = readXml(bytes);
    expect([basename(file), read.ok]).toEqual([basename(file), true]);
    if (read.ok) expect(shapeOf(read.value)).toEqual(theirShape(parser.parse(bytes.toString())));
  }
  expect(files.length).toBeGreaterThan(50);
});

test('records come by themselves, with what they lie in; what is left out is not kept', async () => {
  const xml = '<r xmlns="n"><h>1</h><s><id>A</id><e n="1"><x>no</x><t>one</t><t>two</t><z/></e><late/></s><e/></r>';
  const told: string[] = [];
  const options = { records: ['r/s', 'r/s/e', 'r/s/e/t'], without: new Set(['x']) };
  for await (const { root, firstChild, records, fault } of readXmlRecords(oneByOne(xml), options)) {
    expect(fault).toBeNull();
    for (const { element, path, within } of records) {
      const inner = element.children.map((child) => child.name).join(',');
      told.push(`${path} "${element.text}" [${inner}] in ${within.map((outer) => outer.children.length).join(',')}`);
      expect([root?.namespace, firstChild?.name]).toEqual(['n', 'h']);
    }
  }
  expect(told).toEqual([
    'r/s/e/t "one" [] in 1,0',
    'r/s/e/t "two" [] in 1,0',
    'r/s/e "" [z] in 1',
    'r/s "" [id,late] in ',
  ]);
});

test('one record may not hold everything', async () => {
  const xml = `<r>${'<e/>'.repeat(200_001)}</r>`;
  expect(readXml(Buffer.from(xml))).toMatchObject({ ok: false, error: { kind: 'limit' } });
});

async function* oneByOne(xml: string): AsyncGenerator<Uint8Array> {
  for (const byte of Buffer.from(xml)) yield Uint8Array.of(byte);
}
