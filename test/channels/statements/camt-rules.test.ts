import { expect, test } from 'vitest';
import { balance, camt, entry, readAll, tx } from './camt-kit.ts';

const one = async (xml: string) => {
  const read = await readAll(xml);
  expect(read.facts).toHaveLength(1);
  const [fact] = read.facts;
  if (fact?.bank == null) throw new Error('no fact of a bank');
  return { ...read, fact, bank: fact.bank };
};

const returned = '<RtrInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>konto</AddtlInf></RtrInf>';

test.each`
  what                                           | parts                                                                    | kind             | effect
  ${'money in'}                                  | ${{}}                                                                    | ${'paid'}        | ${10_000}
  ${'money out'}                                 | ${{ direction: 'DBIT', code: 'PMNT/ICDT/DMCT' }}                         | ${'other'}       | ${-10_000}
  ${'a reversed credit'}                         | ${{ direction: 'DBIT', reversal: 'true' }}                               | ${'chargedBack'} | ${-10_000}
  ${'a reversed credit, written 1'}              | ${{ direction: 'DBIT', reversal: '1' }}                                  | ${'chargedBack'} | ${-10_000}
  ${'no reversal'}                               | ${{ direction: 'DBIT', reversal: 'false' }}                              | ${'other'}       | ${-10_000}
  ${'a reversed debit'}                          | ${{ reversal: 'true' }}                                                  | ${'other'}       | ${10_000}
  ${'an unpaid direct debit'}                    | ${{ direction: 'DBIT', code: 'PMNT/IDDT/UPDD' }}                         | ${'chargedBack'} | ${-10_000}
  ${'a debit with a reason'}                     | ${{ direction: 'DBIT', details: tx('100.00', returned) }}                | ${'chargedBack'} | ${-10_000}
  ${'our own transfer, returned'}                | ${{ code: 'PMNT/ICDT/RRTN', details: tx('100.00', returned) }}           | ${'other'}       | ${10_000}
  ${'a failed collection, told for information'} | ${{ status: 'INFO', reversal: 'true', details: tx('100.00', returned) }} | ${'rejected'}    | ${0}
  ${'a failed collection as a debit'}            | ${{ status: 'INFO', direction: 'DBIT', code: 'PMNT/IDDT/UPDD' }}         | ${'rejected'}    | ${0}
  ${'money told for information'}                | ${{ status: 'INFO' }}                                                    | ${'other'}       | ${0}
  ${'money that is pending'}                     | ${{ status: 'PDNG' }}                                                    | ${'other'}       | ${0}
  ${'a return that is pending'}                  | ${{ status: 'PDNG', direction: 'DBIT', code: 'PMNT/IDDT/UPDD' }}         | ${'other'}       | ${0}
  ${'money of a later day'}                      | ${{ status: '<Cd>FUTR</Cd>' }}                                           | ${'other'}       | ${0}
  ${'a status as a code'}                        | ${{ status: '<Cd>BOOK</Cd>' }}                                           | ${'paid'}        | ${10_000}
  ${'interest'}                                  | ${{ code: 'ACMT/MCOP/INTR' }}                                            | ${'other'}       | ${10_000}
  ${'a charge'}                                  | ${{ direction: 'DBIT', code: 'PMNT/RCDT/CHRG' }}                         | ${'other'}       | ${-10_000}
  ${'sweeping between own accounts'}             | ${{ code: 'CAMT/ACCB/SWEP' }}                                            | ${'other'}       | ${10_000}
  ${'a batch without its parts'}                 | ${{ details: '<Btch><NbOfTxs>3</NbOfTxs></Btch>' }}                      | ${'other'}       | ${10_000}
  ${'a batch of unknown size'}                   | ${{ details: '<Btch><PmtInfId>P</PmtInfId></Btch>' }}                    | ${'other'}       | ${10_000}
  ${'a batch of three told by one'}              | ${{ details: `<Btch><NbOfTxs>3</NbOfTxs></Btch>${tx('100.00')}` }}       | ${'other'}       | ${10_000}
  ${'a batch of unknown size told by one'}       | ${{ details: `<Btch><PmtInfId>P</PmtInfId></Btch>${tx('100.00')}` }}     | ${'paid'}        | ${10_000}
  ${'a batch of one'}                            | ${{ details: '<Btch><NbOfTxs>1</NbOfTxs></Btch>' }}                      | ${'paid'}        | ${10_000}
  ${'details in another message'}                | ${{ more: '<AddtlInfInd><MsgNmId>camt.054</MsgNmId></AddtlInfInd>' }}    | ${'other'}       | ${10_000}
  ${'an amount without decimals'}                | ${{ amount: '100' }}                                                     | ${'paid'}        | ${10_000}
  ${'an amount with five, all zero'}             | ${{ amount: '100.00000' }}                                               | ${'paid'}        | ${10_000}
  ${'an amount in the account’s currency'}       | ${{ ccy: '' }}                                                           | ${'paid'}        | ${10_000}
`('$what is $kind', async ({ parts, kind, effect }) => {
  const { fact, problems, fatal } = await one(camt({ entries: entry(parts) }));
  expect([fact.kind, fact.effect, fact.actualAmount]).toEqual([kind, effect, 10_000]);
  expect([problems, fatal]).toEqual([[], []]);
});

test.each`
  what                          | parts                                | field               | value
  ${'three decimals'}           | ${{ amount: '100.005' }}             | ${'Ntry/Amt'}       | ${'100.005 DKK'}
  ${'a comma'}                  | ${{ amount: '100,00' }}              | ${'Ntry/Amt'}       | ${'100,00 DKK'}
  ${'a negative amount'}        | ${{ amount: '-100.00' }}             | ${'Ntry/Amt'}       | ${'-100.00 DKK'}
  ${'an amount in words'}       | ${{ amount: 'NaN' }}                 | ${'Ntry/Amt'}       | ${'NaN DKK'}
  ${'nineteen digits'}          | ${{ amount: '1234567890123456789' }} | ${'Ntry/Amt'}       | ${'1234567890123456789 DKK'}
  ${'a currency without øre'}   | ${{ ccy: ' Ccy="JPY"' }}             | ${'Ntry/Amt'}       | ${'100.00 JPY'}
  ${'a direction that is none'} | ${{ direction: 'crdt' }}             | ${'Ntry/CdtDbtInd'} | ${'crdt'}
  ${'a status that is none'}    | ${{ status: 'DONE' }}                | ${'Ntry/Sts'}       | ${'DONE'}
  ${'a day that is not'}        | ${{ booked: '<Dt>2026-02-30</Dt>' }} | ${'Ntry/BookgDt'}   | ${'2026-02-30'}
`('$what sets the entry aside, and no other', async ({ parts, field, value }) => {
  const read = await readAll(camt({ entries: entry({ reference: 'A' }) + entry(parts) + entry({ reference: 'B' }) }));
  expect(read.facts.map(({ archiveReference }) => archiveReference)).toEqual(['A', 'B']);
  expect(read.facts.map(({ lineNumber }) => lineNumber)).toEqual([1, 3]);
  expect(read.records.map(({ lineNumber, layoutKey }) => `${lineNumber} ${layoutKey}`)).toEqual([
    '1 camt.054 Ntry',
    '2 camt.054 Ntry',
    '3 camt.054 Ntry',
    '4 camt.054 Ntfctn',
  ]);
  expect(read.problems).toMatchObject([
    { code: 'LINE_UNREADABLE', context: { lineNumber: 2, field: `${field} (line 7)`, value } },
  ]);
});

test.each`
  what                                   | head                                                                                        | tied
  ${'opening and closing booked'}        | ${balance('OPBD', '50.00') + balance('CLBD', '150.00')}                                     | ${true}
  ${'from a balance below zero'}         | ${balance('OPBD', '150.00', 'DBIT') + balance('CLBD', '50.00', 'DBIT')}                     | ${true}
  ${'the closing of the day before'}     | ${balance('PRCD', '50.00') + balance('CLBD', '150.00')}                                     | ${true}
  ${'two interim balances'}              | ${balance('ITBD', '50.00') + balance('ITBD', '150.00')}                                     | ${true}
  ${'an øre too much'}                   | ${balance('OPBD', '50.00') + balance('CLBD', '150.01')}                                     | ${false}
  ${'an interim balance of an open day'} | ${balance('OPBD', '50.00') + balance('ITBD', '999.00')}                                     | ${null}
  ${'available balances only'}           | ${balance('OPAV', '50.00') + balance('CLAV', '150.00')}                                     | ${null}
  ${'nothing'}                           | ${''}                                                                                       | ${null}
  ${'right totals'}                      | ${'<TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries><Sum>100</Sum></TtlNtries></TxsSummry>'} | ${true}
  ${'a wrong count'}                     | ${'<TxsSummry><TtlCdtNtries><NbOfNtries>2</NbOfNtries></TtlCdtNtries></TxsSummry>'}         | ${false}
  ${'a wrong sum'}                       | ${'<TxsSummry><TtlDbtNtries><Sum>1.00</Sum></TtlDbtNtries></TxsSummry>'}                    | ${false}
  ${'a wrong net'}                       | ${'<TxsSummry><TtlNtries><TtlNetNtryAmt>99.99</TtlNetNtryAmt></TtlNtries></TxsSummry>'}     | ${false}
  ${'the first page of two'}             | ${balance('OPBD', '50.00') + balance('CLBD', '999.00')}                                     | ${null}
`('a statement with $what', async ({ what, head, tied }) => {
  const isPage = what === 'the first page of two';
  const group = isPage ? '<MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>' : '';
  const { statements, problems, facts } = await readAll(camt({ kind: '053', head, group, entries: entry() }));
  expect(statements).toMatchObject([{ isTied: tied, movements: 10_000, entries: 1, account: 'DK5000400440116243' }]);
  expect(problems.map(({ code }) => code)).toEqual(tied === false ? ['STATEMENT_NOT_TIED'] : []);
  expect(facts).toHaveLength(1);
});

test('only booked entries move the balance, and one set aside leaves it untied', async () => {
  const head = balance('OPBD', '0.00') + balance('CLBD', '100.00');
  const announced = entry({ status: 'PDNG' }) + entry({ status: 'INFO' });
  const good = await readAll(camt({ kind: '053', head, entries: entry() + announced }));
  expect(good.statements).toMatchObject([{ isTied: true, entries: 3, movements: 10_000 }]);
  const bad = await readAll(camt({ kind: '053', head, entries: entry() + entry({ amount: 'x' }) }));
  expect(bad.statements).toMatchObject([{ isTied: false }]);
});

test('pages of one statement in one file are summed up together', async () => {
  const page = (number: number, isLast: boolean, balances: string): string =>
    `<Stmt><Id>S</Id><StmtPgntn><PgNb>${number}</PgNb><LastPgInd>${isLast}</LastPgInd></StmtPgntn>` +
    `<Acct><Id><IBAN>DK5000400440116243</IBAN></Id><Ccy>DKK</Ccy></Acct>${balances}${entry()}</Stmt>`;
  const file = (pages: string): string =>
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>${pages}</BkToCstmrStmt></Document>`;
  const first = page(1, false, balance('OPBD', '10.00') + balance('ITBD', '110.00'));
  const both = await readAll(file(first + page(2, true, balance('CLBD', '210.00'))));
  expect(both.statements).toMatchObject([
    { opening: 1_000, closing: 21_000, movements: 20_000, isTied: true, entries: 2 },
  ]);
  const wrong = await readAll(file(first + page(2, true, balance('CLBD', '210.01'))));
  expect(wrong.statements).toMatchObject([{ isTied: false }]);
  const half = await readAll(file(first));
  expect(half.statements).toMatchObject([{ isTied: true, entries: 1 }]);
  expect(half.fatal).toEqual([]);
});

test('each transaction of a batch is a payment with its own bytes', async () => {
  const details = `<Btch><MsgId>OUR</MsgId><PmtInfId>P1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>${tx('60.00', '', 'X')}${tx('40.00', '', 'Y')}`;
  const xml = camt({ entries: entry({ details }) });
  const { facts, problems } = await readAll(xml);
  expect(problems).toEqual([]);
  expect(facts.map(({ effect, archiveReference }) => [effect, archiveReference])).toEqual([
    [6_000, 'X'],
    [4_000, 'Y'],
  ]);
  expect(facts.map(({ byteFrom, byteTo }) => Buffer.from(xml).subarray(byteFrom, byteTo).toString())).toEqual([
    tx('60.00', '', 'X'),
    tx('40.00', '', 'Y'),
  ]);
  expect(facts[0]?.bank).toMatchObject({ messageId: 'OUR', paymentInfoId: 'P1' });
});

test.each`
  what                              | details                       | told
  ${'a sum that is wrong'}          | ${tx('60.00') + tx('40.01')}  | ${10_001}
  ${'a part without an amount'}     | ${tx('100.00') + tx('')}      | ${0}
  ${'a part with three decimals'}   | ${tx('99.995') + tx('0.005')} | ${0}
  ${'one transaction, another sum'} | ${tx('90.00')}                | ${9_000}
`('$what makes one amount that is matched to nothing', async ({ details, told }) => {
  const { fact, problems, fatal } = await one(camt({ entries: entry({ details }) }));
  expect([fact.kind, fact.effect]).toEqual(['other', 10_000]);
  expect(problems).toMatchObject([{ code: 'ENTRY_NOT_TIED', context: { entryMinor: 10_000, detailsMinor: told } }]);
  expect(fatal).toEqual([]);
});

test('parts may go both ways, and may all name the other side’s direction', async () => {
  const part = (amount: string, direction: string): string =>
    `<TxDtls><Amt Ccy="DKK">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd></TxDtls>`;
  const mixed = await readAll(camt({ entries: entry({ details: part('130.00', 'CRDT') + part('30.00', 'DBIT') }) }));
  expect(mixed.facts.map(({ effect, kind }) => [effect, kind])).toEqual([
    [13_000, 'paid'],
    [-3_000, 'other'],
  ]);
  const turned = await readAll(camt({ entries: entry({ details: part('60.00', 'DBIT') + part('40.00', 'DBIT') }) }));
  expect(turned.facts.map(({ effect }) => effect)).toEqual([6_000, 4_000]);
  expect([...mixed.problems, ...turned.problems]).toEqual([]);
});

test('an entry of very many transactions is told as it comes; a wrong sum then condemns the file', async () => {
  const many = (count: number, last: string): string =>
    Array.from({ length: count - 1 }, (_, i) => tx('1.00', '', `T${i}`)).join('') + tx(last, '', 'LAST');
  const good = await readAll(camt({ entries: entry({ amount: '6000.00', details: many(6000, '1.00') }) }), 4096);
  expect([good.facts.length, good.problems, good.fatal]).toEqual([6000, [], []]);
  expect(good.facts.map(({ lineNumber }) => lineNumber)).toEqual(good.facts.map((_, i) => i + 1));
  const bad = await readAll(camt({ entries: entry({ amount: '6000.00', details: many(6000, '1.01') }) }));
  expect(bad.fatal).toMatchObject([{ code: 'ENTRY_NOT_TIED', context: { detailsMinor: 600_001 } }]);
});

test('failed collections told for information are told one by one, also where their sum is another', async () => {
  const details = tx('60.00', returned) + tx('50.00', '<RtrInf><Rsn><Cd>CUST</Cd></Rsn></RtrInf>');
  const { facts, problems } = await readAll(camt({ entries: entry({ status: 'INFO', reversal: 'true', details }) }));
  expect(facts.map(({ kind, effect, bank }) => [kind, effect, bank?.returnReason?.code])).toEqual([
    ['rejected', 0, 'AC01'],
    ['rejected', 0, 'CUST'],
  ]);
  expect(problems).toEqual([]);
});

test('charges: what was asked, what came, what the bank kept', async () => {
  const details =
    '<TxDtls><AmtDtls><InstdAmt><Amt Ccy="DKK">104.50</Amt></InstdAmt></AmtDtls>' +
    '<Chrgs><Amt Ccy="DKK">4.50</Amt></Chrgs></TxDtls>';
  const { fact, problems } = await one(camt({ entries: entry({ details }) }));
  expect([fact.amount, fact.actualAmount, fact.fee, fact.effect, problems]).toEqual([10_450, 10_000, 450, 10_000, []]);
});

test('who paid, by what, for what', async () => {
  const details = `<TxDtls><Refs><EndToEndId>E1</EndToEndId><TxId>T1</TxId><MndtId>M9</MndtId></Refs>
    <RltdPties><Dbtr><Pty><Nm> Åse Ærø </Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DK42 0040 0440 1162 44</IBAN></Id></DbtrAcct>
    <CdtrAcct><Id><Othr><Id>PL27114020040000300201355387</Id></Othr></Id></CdtrAcct></RltdPties>
    <RmtInf><Ustrd>Faktura 1</Ustrd><Ustrd> </Ustrd><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>
    <Ref>RF18 5390 0754 7034</Ref></CdtrRefInf><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>1001</Nb></RfrdDocInf>
    <AddtlRmtInf>tak</AddtlRmtInf></Strd></RmtInf></TxDtls>`;
  const { fact, bank } = await one(camt({ version: '08', entries: entry({ details, text: 'fra banken' }) }));
  expect(fact).toMatchObject({ reference: 'E1', mandateNumber: 'M9', means: 'automatic', archiveReference: 'R1' });
  expect(bank).toMatchObject({
    payerName: 'Åse Ærø',
    payerAccount: 'DK4200400440116244',
    creditedAccount: 'PL27114020040000300201355387',
    transactionId: 'T1',
    references: [
      { kind: 'RF', value: 'RF18539007547034' },
      { kind: 'CINV', value: '1001' },
    ],
    texts: ['Faktura 1', 'tak', 'fra banken'],
  });
});

test.each`
  written                  | kind      | value
  ${'71/000000001030105'}  | ${'71'}   | ${'000000001030105'}
  ${'71000000001030105'}   | ${'71'}   | ${'000000001030105'}
  ${'75/0000000010301050'} | ${'75'}   | ${'0000000010301050'}
  ${'73/'}                 | ${'73'}   | ${''}
  ${'04/0000000010301050'} | ${'04'}   | ${'0000000010301050'}
  ${'0100000001'}          | ${'SCOR'} | ${'0100000001'}
  ${'7112345'}             | ${'SCOR'} | ${'7112345'}
  ${'RF18539007547034'}    | ${'RF'}   | ${'RF18539007547034'}
  ${'1234567890'}          | ${'SCOR'} | ${'1234567890'}
`('the reference $written is of kind $kind', async ({ written, kind, value }) => {
  const reference = `<CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>${written}</Ref></CdtrRefInf>`;
  const details = tx('100.00', `<RmtInf><Strd>${reference}</Strd></RmtInf>`);
  const { bank } = await one(camt({ entries: entry({ details }) }));
  expect(bank.references).toEqual([{ kind, value }]);
});

test.each`
  written                                     | date
  ${'<Dt>2026-11-23</Dt>'}                    | ${'2026-11-23'}
  ${'<Dt>2026-11-23+01:00</Dt>'}              | ${'2026-11-23'}
  ${'<DtTm>2026-11-23T08:00:00</DtTm>'}       | ${'2026-11-23'}
  ${'<DtTm>2026-11-23T00:30:00+02:00</DtTm>'} | ${'2026-11-23'}
  ${'<DtTm>2026-11-22T23:00:00Z</DtTm>'}      | ${'2026-11-23'}
`('the day of $written is $date', async ({ written, date }) => {
  const { fact } = await one(camt({ entries: entry({ booked: written }) }));
  expect(fact.bookkeepingDate).toBe(date);
});

test('the same payment has one key in camt.053 and camt.054; what was only announced has another', async () => {
  const keysOf = async (xml: string): Promise<readonly string[]> =>
    (await readAll(xml)).facts.map((fact) => fact.paymentKey);
  const details = tx('100.00', '<RmtInf><Ustrd>tak</Ustrd></RmtInf>', 'T1');
  const notified = await keysOf(camt({ kind: '054', version: '08', entries: entry({ details }) }));
  expect(await keysOf(camt({ kind: '053', entries: entry() }))).toEqual(notified);
  expect(await keysOf(camt({ kind: '053', entries: entry({ details }) }))).toEqual(notified);
  expect(await keysOf(camt({ kind: '052', entries: entry({ status: 'PDNG', details }) }))).not.toEqual(notified);
  const batch = `${tx('60.00', '', 'X')}${tx('40.00', '', 'Y')}`;
  const parts = await keysOf(camt({ kind: '054', entries: entry({ details: batch }) }));
  expect(await keysOf(camt({ kind: '053', entries: entry({ details: batch }) }))).toEqual(parts);
});

test('two equal payments without any reference have two keys, and the same two in another file', async () => {
  const twice = entry({ reference: '' }) + entry({ reference: '' });
  const { facts } = await readAll(camt({ entries: twice }));
  const keys = facts.map((fact) => fact.paymentKey);
  expect(new Set(keys).size).toBe(2);
  const again = await readAll(camt({ entries: entry({ reference: 'Z' }) + twice }));
  expect(again.facts.slice(1).map((fact) => fact.paymentKey)).toEqual(keys);
  const inOne = await readAll(camt({ entries: entry({ details: tx('50.00') + tx('50.00') }) }));
  expect(new Set(inOne.facts.map((fact) => fact.paymentKey)).size).toBe(2);
});

test.each(['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13'])(
  'version .%s is read',
  async (version) => {
    for (const kind of ['052', '053', '054'] as const) {
      const { headers, facts } = await readAll(camt({ kind, version, entries: entry() }));
      expect(headers).toEqual([{ messageId: 'M1', variant: `camt.${kind}.001.${version}`, createdOn: '2026-11-24' }]);
      expect(facts).toHaveLength(1);
    }
  },
);

test('prefixes, national namespaces and envelopes change nothing', async () => {
  const plain = camt({ entries: entry() });
  const national = plain.replace(
    'urn:iso:std:iso:20022:tech:xsd:camt.054.001.02',
    'http://www.six.ch/camt.054.001.02.ch.01.xsd',
  );
  const prefixed = plain.replaceAll(/<(\/?)([A-Z])/g, '<$1n:$2').replace('xmlns=', 'xmlns:n=');
  const wrapped = plain
    .replace('<Document', '<Env><AppHdr xmlns="urn:x"><Fr/></AppHdr><Document')
    .replace('</Document>', '</Document></Env>');
  for (const xml of [national, prefixed, wrapped]) {
    const { facts, fatal, headers } = await readAll(xml);
    expect([facts.length, facts[0]?.recordCode, fatal]).toEqual([1, 'camt.054 Ntry', []]);
    expect(headers[0]?.variant).toBe('camt.054.001.02');
  }
});

test.each`
  what                | xml                                                                                                | words
  ${'a pain.002'}     | ${'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt/></Document>'} | ${'payment status report'}
  ${'something else'} | ${'<Document xmlns="urn:x"><Foo/></Document>'}                                                     | ${'<Foo> of the namespace "urn:x"'}
  ${'another root'}   | ${'<html><body/></html>'}                                                                          | ${'known are camt.052, camt.053 and camt.054'}
`('$what is refused by what it is', async ({ xml, words }) => {
  const { fatal, facts } = await readAll(xml);
  expect(facts).toEqual([]);
  expect(fatal).toMatchObject([{ code: 'FILE_UNKNOWN' }]);
  expect(JSON.stringify(fatal)).toContain(words.replaceAll('"', String.raw`\"`));
});

test('a file that is cut, or no XML, settles nothing; what came before is told', async () => {
  const xml = camt({ entries: entry({ reference: 'A' }) + entry({ reference: 'B' }) });
  const cut = await readAll(xml.slice(0, xml.indexOf('B</AcctSvcrRef>')));
  expect(cut.facts.map(({ archiveReference }) => archiveReference)).toEqual(['A']);
  expect(cut.fatal).toMatchObject([{ code: 'FILE_INCOMPLETE' }]);
  const broken = await readAll(xml.replace('>B<', '>B & C<'));
  expect(broken.facts).toHaveLength(1);
  expect(broken.fatal).toMatchObject([{ code: 'LINE_UNREADABLE', context: { lineNumber: 7 } }]);
  for (const nothing of ['', 'no xml', '<!DOCTYPE a>']) expect((await readAll(nothing)).fatal).toHaveLength(1);
});

test('a copy is marked, and counted like any other', async () => {
  const { bank, fact } = await one(
    camt({ entries: entry() }).replace('<Acct>', '<CpyDplctInd>DUPL</CpyDplctInd><Acct>'),
  );
  expect([bank.isCopy, fact.effect]).toEqual([true, 10_000]);
});
