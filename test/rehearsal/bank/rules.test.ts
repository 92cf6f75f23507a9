import { describe, expect, test } from 'vitest';
import { knownDate } from '#kernel';
import { validateXsd } from '#test/xsd';
import { camt055, creditor, ibanOf, mandate, pain008 } from './pain-008.ts';
import { entriesIn, statusOf, type Told } from './seen.ts';
import { allPaid, world, type World } from './world.ts';

const two = pain008([{ asked: [{ number: 1 }, { number: 2 }] }, { asked: [{ number: 3 }] }]);

/** Uploads one file and tells its acknowledgement. */
async function answerTo({ bank, upload, fetch }: World, text: string | Uint8Array, name = 'a.xml'): Promise<Told> {
  upload(name, text);
  await bank.poll();
  const [answer, ...others] = [...fetch()];
  expect(others).toEqual([]);
  return statusOf(answer?.[1]);
}

/** The status report of the first evening. */
async function statusAfter(text: string, given: World = world()): Promise<Told> {
  await given.bank.poll();
  expect((await answerTo(given, text)).group).toBe('ACTC');
  const files = await given.run('2026-11-24');
  return statusOf(files.get('PAIN002_20261124_S001.xml'));
}

const replaced = (text: string, ...changes: readonly (readonly [string | RegExp, string])[]): string =>
  changes.reduce((changed, [from, to]) => {
    const after = changed.replace(from, to);
    expect([from, after === changed]).toEqual([from, false]);
    return after;
  }, text);

describe('the whole file is refused', () => {
  test.each([
    ['when it is no XML', 'no XML', 'FF01'],
    ['with a DOCTYPE', replaced(two, ['<Document', '<!DOCTYPE Document><Document']), 'FF01'],
    ['in another namespace', replaced(two, ['pain.008.001.02', 'pain.008.001.03']), 'FF01'],
    [
      'when an element stands in the wrong place',
      replaced(two, [/(<PmtMtd>DD<\/PmtMtd>)(<BtchBookg>.*?<\/BtchBookg>)/, '$2$1']),
      'FF01',
    ],
    ['when a text is too long', replaced(two, ['Faktura 1001', 'x'.repeat(141)]), 'FF01'],
    ['when the number of transactions differs', replaced(two, ['<NbOfTxs>3<', '<NbOfTxs>4<']), 'AM19'],
    ['when the control sum differs', replaced(two, ['<CtrlSum>303.00<', '<CtrlSum>303.01<']), 'AM10'],
    [
      'when the control sum differs in the tenth decimal',
      replaced(two, ['<CtrlSum>303.00<', '<CtrlSum>303.0000000001<']),
      'AM10',
    ],
    ['when two batches have one id', replaced(two, ['MSG-1-2', 'MSG-1-1']), 'DU02'],
    ['when its header has signs that SEPA has not', replaced(two, ['<Nm>Testselskabet', '<Nm>Prøvefirmaet']), 'RR10'],
  ])('%s', async (_when, text, reason) => {
    const given = world();
    await given.bank.poll();
    const told = await answerTo(given, text);
    expect([told.group, ...new Set(told.reasons)]).toEqual(['RJCT', reason]);
    expect((await given.bank.ledger()).collections).toEqual([]);
    expect(entriesIn(await given.run('2026-12-02'), 'CAMT054')).toEqual([]);
  });

  test('in words that stand well in XML, however long, and whatever the file is called', async () => {
    const given = world();
    await given.bank.poll();
    const name = `a & <b> ${'x'.repeat(120)}.xml`;
    given.upload(name, replaced(two, ['RCUR', 'R&amp;&lt;R']));
    await given.bank.poll();
    const [answer] = [...given.fetch().values()];
    expect(validateXsd('pain.002.001.03', answer!)).toEqual([]);
    expect(answer!.toString('utf8')).toContain('a &amp; &lt;b&gt; xxx');
    expect(answer!.toString('utf8').replaceAll('</AddtlInf><AddtlInf>', '')).toContain(
      '"R&amp;&lt;R" is not one of FRST',
    );
  });

  test('when its id was used before, also by a file that was refused', async () => {
    const given = world();
    await given.bank.poll();
    const wrong = replaced(two, ['<NbOfTxs>3<', '<NbOfTxs>4<']);
    const answers = [];
    for (const text of [wrong, two, two.replaceAll('MSG-1', 'MSG-2'), two.replaceAll('MSG-1', 'MSG-2')]) {
      answers.push(await answerTo(given, text));
    }
    expect(answers.map(({ group, reasons }) => [group, ...reasons])).toEqual([
      ['RJCT', 'AM19'],
      ['RJCT', 'AM05'],
      ['ACTC'],
      ['RJCT', 'AM05'],
    ]);
  });

  test('but control sums may be written with more zeros, or without', async () => {
    const given = world();
    await given.bank.poll();
    expect(await answerTo(given, replaced(two, ['<CtrlSum>303.00<', '<CtrlSum>+0303.000000000<']))).toMatchObject({
      group: 'ACTC',
    });
  });
});

describe('a batch is refused, and the other goes on', () => {
  const first = (from: string | RegExp, to: string): string => replaced(two, [from, to]);
  test.each([
    ['with another number of transactions', first('<NbOfTxs>2<', '<NbOfTxs>3<'), 'AM20'],
    ['with another control sum', first('<CtrlSum>201.00<', '<CtrlSum>200.00<'), 'AM10'],
    ['without the service level SEPA', first('<Cd>SEPA</Cd>', '<Cd>URGP</Cd>'), 'FF04'],
    ['in the other scheme', first('<Cd>CORE</Cd>', '<Cd>B2B</Cd>'), 'FF05'],
    ['without a sequence type', first('<SeqTp>RCUR</SeqTp>', ''), 'FF03'],
    ['due in the past', first('2026-12-01', '2026-11-23'), 'CH04'],
    ['due today', first('2026-12-01', '2026-11-24'), 'TM01'],
    ['due on a Saturday', first('2026-12-01', '2026-12-05'), 'DT03'],
    ['due on Christmas Day', first('2026-12-01', '2026-12-25'), 'DT03'],
    ['due on Good Friday', first('2026-12-01', '2027-03-26'), 'DT03'],
    ['due on Easter Monday', first('2026-12-01', '2027-03-29'), 'DT03'],
    ['due in 391 days', first('2026-12-01', '2027-12-20'), 'CH03'],
    ['due on a day with a zone', first('2026-12-01', '2026-12-01Z'), 'DT01'],
    ['without the name of the creditor', first('<Cdtr><Nm>Testselskabet</Nm></Cdtr>', '<Cdtr/>'), 'BE22'],
    ['with a name too long', first('<Cdtr><Nm>Testselskabet', `<Cdtr><Nm>${'x'.repeat(71)}`), 'BE20'],
    ['for another account', first(creditor.iban, ibanOf(1)), 'AC03'],
    ['at another bank', first(`<BIC>${creditor.bic}`, '<BIC>NDEADKKK'), 'RC07'],
    ['with other charges', first('SLEV', 'SHAR'), 'BE19'],
    ['of another creditor', first(creditor.creditorId, 'DK45ZZZ12345674'), 'CH11'],
    ['of a creditor in another scheme', first('<Prtry>SEPA', '<Prtry>BBAN'), 'RC12'],
    ['with signs that SEPA has not', first('<Cdtr><Nm>Test', '<Cdtr><Nm>Tést'), 'RR10'],
    ['with the type told twice', first('</PmtId>', '</PmtId><PmtTpInf><SeqTp>RCUR</SeqTp></PmtTpInf>'), 'CH07'],
  ])('%s', async (_what, text, reason) => {
    const told = await statusAfter(text);
    expect(told).toEqual({
      group: 'PART',
      reasons: [],
      batches: [`MSG-1-1 RJCT ${reason}`, 'MSG-1-2 ACCP'],
      transactions: [],
    });
  });

  test.each(['2026-11-25', '2027-12-17'])('but not when it is due on %s', async (dueDate) => {
    expect((await statusAfter(two.replace('2026-12-01', dueDate))).group).toBe('ACCP');
  });

  test('and when all are, the message is', async () => {
    const told = await statusAfter(two.replaceAll('<Cd>CORE</Cd>', '<Cd>B2B</Cd>'));
    expect(told.group).toBe('RJCT');
  });
});

describe('a transaction is refused, and the others go on', () => {
  const first = (from: string | RegExp, to: string): string => replaced(two, [from, to]);
  const amount = (text: string): string => {
    const difference = BigInt(text.replace('.', '').padEnd(text.includes('.') ? 0 : 1)) - 10_000n;
    const sum = (base: bigint): string => String(base + difference).replace(/(\d\d)$/, '.$1');
    return replaced(two, ['>100.00<', `>${text}<`], ['303.00', sum(30_300n)], ['201.00', sum(20_100n)]);
  };
  test.each([
    ['with an end-to-end id that stands twice', replaced(two, ['>E-2<', '>E-1<']), 'E-1 RJCT DU04'],
    ['in another currency', first('Ccy="EUR"', 'Ccy="DKK"'), 'E-1 RJCT AM03'],
    [
      'of three decimals',
      replaced(two, ['>100.00<', '>100.001<'], ['303.00', '303.001'], ['201.00', '201.001']),
      'E-1 RJCT CH20',
    ],
    ['of nothing', amount('0.00'), 'E-1 RJCT AM01'],
    ['of a milliard', amount('1000000000.00'), 'E-1 RJCT AM02'],
    ['on an account with a wrong check', first(ibanOf(1), ibanOf(1).replace('DE', 'AT')), 'E-1 RJCT AC02'],
    ['on another account than the mandate has', first(ibanOf(1), ibanOf(9)), 'E-1 RJCT AC02'],
    ['without a bank', first('<BIC>DEUTDEFF</BIC>', '<Nm>Bank</Nm>'), 'E-1 RJCT RC06'],
    ['without the name of the debtor', first('<Dbtr><Nm>Debitor 1</Nm></Dbtr>', '<Dbtr/>'), 'E-1 RJCT BE08'],
    ['with a name too long', first('<Nm>Debitor 1<', `<Nm>${'x'.repeat(71)}<`), 'E-1 RJCT BE20'],
    ['with signs that SEPA has not', first('Faktura 1001', 'Fåktura'), 'E-1 RJCT RR10'],
    ['without a mandate', first(/<DrctDbtTx>.*?<\/DrctDbtTx>/, ''), 'E-1 RJCT MD02'],
    ['without a date of signature', first(/<DtOfSgntr>.*?<\/DtOfSgntr>/, ''), 'E-1 RJCT MD02'],
    ['with another date of signature', first('2025-02-14', '2025-02-15'), 'E-1 RJCT MD02'],
    ['on a mandate nobody knows', first('>M-1<', '>M-99<'), 'E-1 RJCT MD01'],
    ['on a mandate that was cancelled', first('>M-1<', '>M-40<'), 'E-1 RJCT MD01'],
    ['amended without saying how', first('</DtOfSgntr>', '</DtOfSgntr><AmdmntInd>true</AmdmntInd>'), 'E-1 RJCT CH10'],
    ['with two texts', first('<Ustrd>', '<Ustrd>a</Ustrd><Ustrd>'), 'E-1 RJCT RR07'],
    [
      'with a text and a reference',
      first('</Ustrd>', '</Ustrd><Strd><AddtlRmtInf>a</AddtlRmtInf></Strd>'),
      'E-1 RJCT RR07',
    ],
    [
      'with a reference too long',
      first(
        /<Ustrd>.*?<\/Ustrd>/,
        `<Strd><AddtlRmtInf>${'x'.repeat(100)}</AddtlRmtInf><AddtlRmtInf>${'x'.repeat(41)}</AddtlRmtInf></Strd>`,
      ),
      'E-1 RJCT CH15',
    ],
  ])('%s', async (_what, text, refused) => {
    const mandates = [1, 2, 3].map((number) => mandate(number));
    const given = world({ mandates: [...mandates, mandate(40, { status: 'cancelled' })] });
    const told = await statusAfter(text, given);
    expect(told).toEqual({
      group: 'PART',
      reasons: [],
      batches: ['MSG-1-1 PART', 'MSG-1-2 ACCP'],
      transactions: [refused],
    });
    const { collections } = await given.bank.ledger();
    expect(collections.map(({ state }) => state).sort()).toEqual(['refused', 'waiting', 'waiting']);
  });

  test('but not when the mandate says that its account is new', async () => {
    const details =
      '<AmdmntInd>true</AmdmntInd><AmdmntInfDtls><OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct></AmdmntInfDtls>';
    const text = replaced(two, [ibanOf(1), ibanOf(9)], ['</DtOfSgntr>', `</DtOfSgntr>${details}`]);
    expect((await statusAfter(text)).group).toBe('ACCP');
  });

  test('when the one before it still stands; not when that was rejected or cancelled', async () => {
    const given = world({
      faults: {
        ...allPaid,
        forCollection: ({ endToEndId, messageId }) =>
          endToEndId === 'E-1' && messageId === 'MSG-1' ? 'rejected' : 'none',
      },
    });
    await given.bank.poll();
    await answerTo(given, two);
    await given.run('2026-12-01');
    given.at('2026-12-02');
    const again = two.replaceAll('MSG-1', 'MSG-2').replaceAll('2026-12-01', '2026-12-08');
    await answerTo(given, again);
    const files = await given.run('2026-12-02');
    expect(statusOf(files.get('PAIN002_20261202_S001.xml')).transactions).toEqual(['E-2 RJCT DU04', 'E-3 RJCT DU04']);
  });

  test('on a mandate whose last collection was made', async () => {
    const given = world();
    const last = pain008([
      { sequenceType: 'OOFF', asked: [{ number: 1 }] },
      { sequenceType: 'FNAL', asked: [{ number: 2 }] },
    ]);
    expect((await statusAfter(last, given)).group).toBe('ACCP');
    given.at('2026-11-25');
    const more = pain008([{ asked: [1, 2, 3].map((number) => ({ number, endToEndId: `F-${number}` })) }], {
      id: 'MSG-2',
    });
    await answerTo(given, more);
    const files = await given.run('2026-11-25');
    expect(statusOf(files.get('PAIN002_20261125_S001.xml')).transactions).toEqual(['F-1 RJCT MD01', 'F-2 RJCT MD01']);
  });
});

describe('a request to cancel', () => {
  async function accepted(): Promise<World> {
    const given = world();
    await statusAfter(two, given);
    given.at('2026-11-25');
    return given;
  }
  const cancelled = async ({ bank }: World): Promise<string[]> =>
    (await bank.ledger()).collections.filter(({ state }) => state === 'cancelled').map(({ endToEndId }) => endToEndId);

  test.each([
    ['a transaction', camt055(['E-1']), ['E-1']],
    [
      'a batch',
      replaced(
        camt055([]),
        ['<CtrlData><NbOfTxs>0</NbOfTxs></CtrlData>', ''],
        ['</OrgnlPmtInfId>', '</OrgnlPmtInfId><PmtInfCxl>true</PmtInfCxl>'],
      ),
      ['E-1', 'E-2'],
    ],
    [
      'a message',
      replaced(
        camt055([]),
        ['<NbOfTxs>0<', '<NbOfTxs>3<'],
        ['</OrgnlMsgNmId>', '</OrgnlMsgNmId><GrpCxl>true</GrpCxl>'],
        [/<OrgnlPmtInfAndCxl>.*<\/OrgnlPmtInfAndCxl>/, ''],
      ),
      ['E-1', 'E-2', 'E-3'],
    ],
    [
      'by instruction id',
      camt055(['x']).replace('<OrgnlEndToEndId>x</OrgnlEndToEndId>', '<OrgnlInstrId>I-2</OrgnlInstrId>'),
      ['E-2'],
    ],
    [
      'of the right amount',
      camt055(['E-1']).replace(
        '</OrgnlEndToEndId>',
        '</OrgnlEndToEndId><OrgnlInstdAmt Ccy="EUR">100.00</OrgnlInstdAmt>',
      ),
      ['E-1'],
    ],
  ] as const)('%s is carried out', async (_what, text, gone) => {
    const given = await accepted();
    expect((await answerTo(given, text)).group).toBe('ACTC');
    expect(await cancelled(given)).toEqual(gone);
    const files = await given.run('2026-12-02');
    expect(statusOf(files.get('PAIN002_20261125_S001.xml')).transactions).toEqual(
      gone.map((one) => `${one} RJCT DS02`),
    );
    const told = entriesIn(files, 'CAMT054').flatMap(({ transactions }) => transactions.map((one) => one.slice(0, 3)));
    expect([...told, ...gone].sort()).toEqual(['E-1', 'E-2', 'E-3']);
  });

  test.each([
    ['of a message nobody knows', camt055(['E-1'], { messageId: 'MSG-9' }), ['E-1 RJCT FF13']],
    ['of another batch', camt055(['E-1'], { batchId: 'MSG-1-2' }), ['E-1 RJCT FF13']],
    [
      'of another amount',
      camt055(['E-1']).replace('</OrgnlEndToEndId>', '</OrgnlEndToEndId><OrgnlInstdAmt Ccy="EUR">1.00</OrgnlInstdAmt>'),
      ['E-1 RJCT DS03'],
    ],
    [
      'of another day',
      camt055(['E-1']).replace(
        '</OrgnlEndToEndId>',
        '</OrgnlEndToEndId><OrgnlReqdColltnDt>2026-12-02</OrgnlReqdColltnDt>',
      ),
      ['E-1 RJCT DS03'],
    ],
  ])('%s is refused', async (_what, text, refused) => {
    const given = await accepted();
    expect(await answerTo(given, text)).toMatchObject({ group: 'RJCT', transactions: refused });
    expect(await cancelled(given)).toEqual([]);
  });

  test('is refused on the due date, and the second time', async () => {
    const given = await accepted();
    expect((await answerTo(given, camt055(['E-1', 'E-1']))).transactions).toEqual(['E-1 RJCT DU04']);
    expect(await answerTo(given, camt055(['E-2']))).toMatchObject({ group: 'RJCT', reasons: ['AM05'] });
    expect((await answerTo(given, camt055(['E-1'], { id: 'CXL-2' }))).transactions).toEqual(['E-1 RJCT DS03']);
    given.at('2026-12-01');
    expect((await answerTo(given, camt055(['E-2'], { id: 'CXL-3' }))).transactions).toEqual(['E-2 RJCT DS03']);
    expect(await cancelled(given)).toEqual(['E-1']);
  });
});

test('the later version is read the same', async () => {
  const given = world();
  const text = pain008([{ asked: [{ number: 1 }, { number: 2, iban: ibanOf(9) }] }], { version: '08' });
  expect((await statusAfter(text, given)).transactions).toEqual(['E-2 RJCT AC02']);
  expect((await given.bank.ledger()).messages).toMatchObject([{ original: { messageName: 'pain.008.001.08' } }]);
});

test('B2B is collected under B2B only, and told with its own code', async () => {
  const given = world({ scheme: 'B2B' });
  expect((await statusAfter(pain008([{ asked: [{ number: 1 }] }], { scheme: 'B2B' }), given)).group).toBe('ACCP');
  expect(entriesIn(await given.run(knownDate('2026-12-01')), 'CAMT054')).toMatchObject([{ code: 'PMNT/IDDT/BBDD' }]);
});
