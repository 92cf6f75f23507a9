import { type SddCollection, type SepaAgreement, writePain008 } from '#channels/sepa';
import { knownDate, minor } from '#kernel';
import { peakMemory } from './kit.ts';

const count = Number(process.argv[3] ?? '1000000');
const agreement: SepaAgreement = {
  scheme: 'CORE',
  version: '02',
  creditorName: 'Prøveselskabet A/S',
  creditorIban: 'DK5000400440116243',
  creditorBic: 'DABADKKK',
  creditorId: 'DK93ZZZDBF000012345678',
  currency: 'EUR',
  batchBooking: true,
  initiatingParty: { name: 'Prøveselskabet A/S', id: '12345678' },
  firstSequence: false,
  profile: 'sepa',
};
const signedOn = knownDate('2025-02-14');
const amountOf = (i: number): number => 100 + (i % 1_000_000);

/** Half of the names have letters that have to be rewritten; every tenth collection carries a reference. */
function* collections(): Generator<SddCollection> {
  for (let i = 0; i < count; i++) {
    yield {
      paymentInfoId: 'COL-000042-1',
      endToEndId: `K${10_000_000 + i}-${100_000 + i}`,
      amount: minor(amountOf(i)),
      mandate: { id: `M-K${10_000_000 + i}-01`, signedOn, amendment: null },
      debtor: {
        name: i % 2 === 0 ? `Kunde nummer ${i}` : `Ærø Færgeselskab nr. ${i}`,
        iban: 'DE89370400440532013000',
        bic: i % 3 === 0 ? 'COBADEFF' : null,
      },
      text: i % 10 === 0 ? '' : `Faktura ${i}, abonnement januar 2026`,
      creditorReference: i % 10 === 0 ? 'RF18539007547034' : null,
    };
  }
}

let total = 0;
for (let i = 0; i < count; i++) total += amountOf(i);
const began = performance.now();
const writing = writePain008(
  {
    agreement,
    messageId: 'COL-000042',
    createdAt: new Date('2026-11-24T07:15:00Z'),
    batches: [
      {
        paymentInfoId: 'COL-000042-1',
        collectionDate: knownDate('2026-12-01'),
        sequence: 'RCUR',
        count,
        total: minor(total),
      },
    ],
  },
  collections(),
);
let bytes = 0;
let next = await writing.next();
while (!next.done) {
  bytes += next.value.length;
  next = await writing.next();
}
const seconds = (performance.now() - began) / 1000;
if (bytes !== next.value.bytes) throw new Error(`wrote ${bytes} bytes, the totals say ${next.value.bytes}`);
process.send?.({ transactionsPerSecond: count / seconds, peakMegabytes: peakMemory(), bytes, seconds });
process.disconnect?.();
