import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedReference } from '#test/shared-reference';
import { validateXsd } from '#test/xsd';
import { checkStructure } from '../../../src/rehearsal/bank/structure/check-structure.ts';
import { isMessageName } from '../../../src/rehearsal/bank/structure/schema.ts';
import { readXml } from '../../../src/rehearsal/bank/xml-tree.ts';
import { seeded, type Seeded } from '../../../src/rehearsal/kit/seeded.ts';
import { camt055, pain008 } from './pain-008.ts';

/** What the bank finds wrong in the form of a message, before any rule of SEPA. */
function faultsOf(text: string | Buffer): readonly string[] {
  const read = readXml(typeof text === 'string' ? Buffer.from(text) : text);
  if (!read.ok) return [read.error];
  const name = read.value.namespace.replace('urn:iso:std:iso:20022:tech:xsd:', '');
  if (!isMessageName(name)) return [`the namespace is ${name}`];
  return checkStructure(read.value.root, name).map(({ path, rule }) => `${path}: ${rule}`);
}

const ours = [
  pain008([{ asked: [{ number: 1 }, { number: 2 }] }, { asked: [{ number: 3 }] }]),
  pain008([{ asked: [{ number: 1 }] }], { version: '08' }),
  camt055(['E-1', 'E-2']),
];

const messageIn = (text: string): string => /xsd:((?:pain|camt)\.\d{3}\.\d{3}\.\d\d)"/.exec(text)![1]!;

/** A clone without the reference has none; the house's own run always does. */
const hasSchemas = sharedReference('iso20022/xsd', /pain\.008/).length > 0;

const samples = [...sharedReference('iso20022/own', /pain008/), ...sharedReference('iso20022/samples', /pain\.008/)]
  .map((path) => readFileSync(path, 'utf8'))
  .filter((text) => text.includes('urn:iso:std:iso:20022:tech:xsd:pain.008'));

test('ours and the public messages have the right form, by the schemas and by the bank', () => {
  for (const text of [...ours, ...samples]) {
    expect(validateXsd(messageIn(text), Buffer.from(text))).toEqual([]);
    expect(faultsOf(text)).toEqual([]);
  }
  if (hasSchemas) expect(samples.length).toBeGreaterThan(3);
});

/** One change of a message, by chance: elements out, twice, exchanged, renamed; texts, attributes changed. */
function mutated(text: string, chance: Seeded): string {
  const tags = [...text.matchAll(/<([A-Za-z0-9]+)(?: [^>]*)?>([^<]*)<\/\1>/g)];
  const one = chance.pick(tags);
  const [whole, name = '', inside = ''] = one;
  const at = one.index;
  const replace = (by: string): string => text.slice(0, at) + by + text.slice(at + whole.length);
  const changes: readonly (() => string)[] = [
    () => replace(''),
    () => replace(whole + whole),
    () =>
      replace(whole.replaceAll(name, chance.pick(['Nm', 'Id', 'Cd', 'Prtry', 'Othr', 'Ustrd', 'SeqTp', 'CtrlSum']))),
    () => replace(whole.replace(inside, chance.pick(values))),
    () => replace(whole.replace(inside, chance.pick(values))),
    () =>
      replace(whole.replace(inside, inside + chance.pick(['', ' ', 'x', '0', '.5', 'Z', '+01:00', 'x'.repeat(150)]))),
    () => replace(whole.replace(inside, inside.slice(0, -1))),
    () => replace(`${chance.pick(more)}${whole}`),
    () => replace(`${whole}${chance.pick(more)}`),
    () => {
      const other = chance.pick(tags);
      if (other.index <= at) return text;
      return (
        text.slice(0, at) +
        other[0] +
        text.slice(at + whole.length, other.index) +
        whole +
        text.slice(other.index + other[0].length)
      );
    },
    () => replace(whole.replace('>', ' a="1">')),
    () => text.replace(/<PmtInf>[^]*?<\/PmtInf>/, ''),
    () => text.replace(/<(Cdtr|Dbtr|DrctDbtTx|PmtTpInf|CdtrAcct|Assgnr|PmtId)>[^]*?<\/\1>/, ''),
    () => replace(`text${whole}`),
  ];
  return chance.pick(changes)();
}

const values = [
  '',
  ' ',
  '0',
  '-1',
  '-0',
  '+5.00',
  '.5',
  '5.',
  '.',
  '1e3',
  '00000000000000000000001.10',
  '0.000001',
  '0.00001000',
  '123456789012345678',
  '1234567890123456789',
  'true',
  '1',
  'TRUE',
  ' true ',
  '2026-12-01',
  '2026-02-30',
  '2024-02-29',
  '2026-12-01Z',
  '2026-12-01+14:00',
  '2026-12-01+14:30',
  ' 2026-12-01 ',
  '2026-12-01T08:15:00',
  '2026-12-01T24:00:00',
  '2026-12-01T25:00:00',
  '2026-12-01T08:15:00.123Z',
  '2026-12-01T08:15',
  'RCUR',
  'RPRE',
  'DEUTDEFF',
  'DEUTDEFFXXX',
  'D1UTDEFF',
  'DEUTDEFFXX',
  'deutdeff',
  'DK5000400440116243',
  'DK',
  'EUR',
  'x'.repeat(4),
  'x'.repeat(5),
  'x'.repeat(35),
  'x'.repeat(36),
  'x'.repeat(70),
  'x'.repeat(140),
  'x'.repeat(141),
  'ÆØÅ'.repeat(12),
  '😀'.repeat(35),
  'a&amp;b',
  '&#65;',
  '<![CDATA[RCUR]]>',
];

const more = [
  '<UltmtCdtr><Nm>x</Nm></UltmtCdtr>',
  '<CtgyPurp><Cd>SUPP</Cd></CtgyPurp>',
  '<PstlAdr><Ctry>DK</Ctry><AdrLine>Vej 1</AdrLine></PstlAdr>',
  '<PstlAdr><AdrLine>Vej 1</AdrLine><Ctry>DK</Ctry></PstlAdr>',
  '<PstlAdr><AdrTp>ADDR</AdrTp></PstlAdr>',
  '<PstlAdr><AdrTp><Cd>HOME</Cd></AdrTp><BldgNm>x</BldgNm></PstlAdr>',
  '<AmdmntInd>true</AmdmntInd><AmdmntInfDtls><OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct></AmdmntInfDtls>',
  '<FrstColltnDt>2026-01-01</FrstColltnDt>',
  '<Frqcy>MNTH</Frqcy>',
  '<Frqcy><Tp>MNTH</Tp></Frqcy>',
  '<UETR>caef6b65-4b76-4c4e-8fb2-658c4c28c445</UETR>',
  '<UETR>caef6b65-4b76-5c4e-8fb2-658c4c28c445</UETR>',
  '<Purp><Cd>SUPP</Cd></Purp>',
  '<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>RF</Ref></CdtrRefInf></Strd>',
  '<Authstn><Prtry>TEST</Prtry></Authstn>',
  '<Id><OrgId><BICOrBEI>DEUTDEFF</BICOrBEI></OrgId></Id>',
  '<Id><OrgId><AnyBIC>DEUTDEFF</AnyBIC><LEI>529900T8BM49AURSDO55</LEI></OrgId></Id>',
  '<Tax><SeqNb>1</SeqNb></Tax>',
  '<SplmtryData><Envlp><x/></Envlp></SplmtryData>',
];

describe('the bank and the published schemas agree about the form of', () => {
  test.each(ours.map((text) => [messageIn(text), text] as const))('%s after each of 2000 changes', (message, text) => {
    if (!hasSchemas) return;
    const disagreements: unknown[] = [];
    const verdicts = { valid: 0, invalid: 0 };
    for (let round = 0; round < 2000; round++) {
      const chance = seeded(round, message);
      let changed = mutated(text, chance);
      if (chance.chance(0.3)) changed = mutated(changed, chance);
      const bySchema = xsd(message, changed);
      const byBank = faultsOf(changed);
      if ((bySchema.length === 0) !== (byBank.length === 0)) {
        disagreements.push({ round, bySchema, byBank, changed });
      }
      verdicts[bySchema.length === 0 ? 'valid' : 'invalid']++;
    }
    expect(disagreements).toEqual([]);
    expect(verdicts.valid).toBeGreaterThan(200);
    expect(verdicts.invalid).toBeGreaterThan(800);
  });
});

function xsd(message: string, text: string): readonly unknown[] {
  try {
    return validateXsd(message, Buffer.from(text));
  } catch (error) {
    return [error];
  }
}

describe('what no bank takes in', () => {
  const [good] = ours as [string];
  test.each([
    [
      'a DOCTYPE',
      good.replace('<Document', '<!DOCTYPE Document [<!ENTITY x "y">]><Document'),
      'a DOCTYPE is not allowed',
    ],
    ['an entity that is not declared', good.replace('Faktura', '&bank;'), 'the reference "&bank;" is not declared'],
    ['an ampersand by itself', good.replace('Faktura', 'A & B'), /'&' is not expected/],
    ['a control character', good.replace('Faktura', '\u0001'), 'a control character is not allowed in XML'],
    ['a reference to a control character', good.replace('Faktura', '&#1;'), 'the reference "&#1;" is not declared'],
    ['the end of a section of data in text', good.replace('Faktura', ']]>'), '"]]>" may not stand in text'],
    ['half a file', good.slice(0, good.length / 2), /Invalid/],
    ['nothing', '', /tag|exactly one/],
    ['two documents', good + good.replace(/<\?xml.*?\?>/, ''), /exactly one|Multiple/],
    ['no namespace', good.replace(/ xmlns="[^"]*"/, ''), 'the root element declares no namespace'],
    ['another namespace inside', good.replace('<PmtMtd>', '<PmtMtd xmlns="urn:other">'), /attribute xmlns/],
    ['an encoding nobody agreed on', good.replace('UTF-8', 'UTF-16'), 'the encoding UTF-16 is not supported'],
    ['another message', good.replaceAll('pain.008.001.02', 'pain.001.001.03'), 'the namespace is pain.001.001.03'],
  ] as const)('%s', (_what, text, expected) => {
    const [fault] = faultsOf(text);
    if (typeof expected === 'string') expect(fault).toContain(expected);
    else expect(fault).toMatch(expected);
  });

  test('bytes that are not UTF-8, unless their encoding is declared', () => {
    const latin1 = Buffer.from(good.replace('Faktura', 'Opkrævning'), 'latin1');
    expect(faultsOf(latin1)).toEqual(['the bytes are not UTF-8']);
    const declared = Buffer.from(good.replace('Faktura', 'Opkrævning').replace('UTF-8', 'ISO-8859-1'), 'latin1');
    expect(faultsOf(declared)).toEqual([]);
  });

  test('a prefix is as good as none, when all elements have it', () => {
    const prefixed = good.replace('xmlns=', 'xmlns:p=').replaceAll(/<(\/?)(?=[A-Z])/g, '<$1p:');
    expect(faultsOf(prefixed)).toEqual([]);
    expect(faultsOf(prefixed.replace('<p:PmtMtd>DD</p:PmtMtd>', '<PmtMtd>DD</PmtMtd>'))).toEqual([
      '<PmtMtd> is in another namespace',
    ]);
  });
});
