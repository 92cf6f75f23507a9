import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { sharedReference } from '#test/shared-reference';
import { documentOf, type MessageName, typeOf } from '../../../src/rehearsal/bank/structure/schema.ts';

const listed = new Set(['xs:element', 'xs:complexType', 'xs:simpleType', 'xs:enumeration', 'xs:attribute']);
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray: (name) => listed.has(name) });

const kinds = {
  'xs:string': 'text',
  'xs:decimal': 'decimal',
  'xs:boolean': 'boolean',
  'xs:date': 'date',
  'xs:dateTime': 'dateTime',
};

/** The types of a schema in the words of our tables. */
function typesIn(path: string): Map<string, unknown> {
  const schema = parser.parse(readFileSync(path, 'utf8'))['xs:schema'];
  const found = new Map<string, unknown>();
  for (const { name, 'xs:restriction': restriction } of schema['xs:simpleType']) {
    const kind = kinds[restriction.base as keyof typeof kinds];
    const pattern = restriction['xs:pattern']?.value;
    const codes = restriction['xs:enumeration']?.map(({ value }: { value: string }) => value);
    if (codes) found.set(name, { kind: 'codes', codes: new Set(codes) });
    else if (pattern) found.set(name, { kind: 'pattern', pattern: new RegExp(`^(?:${pattern})$`) });
    else if (kind === 'text') found.set(name, { kind, most: Number(restriction['xs:maxLength'].value) });
    else if (kind === 'decimal') {
      const [digits, fraction] = [restriction['xs:totalDigits'], restriction['xs:fractionDigits']].map(({ value }) =>
        Number(value),
      );
      found.set(name, { kind, digits, fraction, isUnsigned: restriction['xs:minInclusive']?.value === '0' });
    } else found.set(name, { kind });
  }
  for (const type of schema['xs:complexType']) {
    const extension = type['xs:simpleContent']?.['xs:extension'];
    if (extension) {
      const [attribute] = extension['xs:attribute'];
      found.set(type.name, {
        kind: 'value',
        value: extension.base,
        attribute: attribute.name,
        attributeType: attribute.type,
      });
      continue;
    }
    const choice = type['xs:choice'] ?? type['xs:sequence']['xs:choice'];
    const group = choice ?? type['xs:sequence'];
    if (group['xs:any']) {
      found.set(type.name, { kind: 'any' });
      continue;
    }
    const particles = group['xs:element'].map((one: Record<string, string>) => ({
      name: one['name'],
      type: one['type'],
      least: Number(one['minOccurs'] ?? 1),
      most: one['maxOccurs'] === 'unbounded' ? Infinity : Number(one['maxOccurs'] ?? 1),
    }));
    found.set(type.name, { kind: choice ? 'choice' : 'sequence', particles });
  }
  return found;
}

test.each(['pain.008.001.02', 'pain.008.001.08', 'camt.055.001.01'] as const)(
  'every type of %s stands in the tables as in the schema',
  (message: MessageName) => {
    const [path] = sharedReference('iso20022/xsd', new RegExp(`^${message.replaceAll('.', '\\.')}\\.xsd$`));
    // A clone without the reference has no schemas; the house's own run always does.
    if (path === undefined) return;
    const types = typesIn(path);
    expect(types.get('Document')).toEqual(documentOf(message));
    types.delete('Document');
    expect(types.size).toBeGreaterThan(90);
    for (const [name, type] of types) expect([name, typeOf(name)]).toEqual([name, type]);
  },
);
