import { type BsAgreement, type BsCollection, writeDelivery } from '#channels/betalingsservice';
import { knownDate, lineReference, minor } from '#kernel';
import { peakMemory } from './kit.ts';

const count = Number(process.argv[3] ?? '1000000');
const groups = ['00001', '00002', '00003'].map((number) => ({
  number,
  mainText: 'Prøveselskabet A/S',
  userId: '',
  settlement: null,
}));
const agreement: BsAgreement = {
  kind: 'total',
  pbsNumber: '01234560',
  dataSupplierNumber: '12345674',
  subsystem: 'BS1',
  sendKnownMandateNumber: false,
  debtorGroups: groups,
};
const paymentDate = knownDate('2026-02-02');

/** Two lines of address, postcode, the collection, four lines of text: eight records. */
function* collections(): Generator<BsCollection> {
  for (let i = 0; i < count; i++) {
    yield {
      debtorGroup: groups[Math.floor((i * groups.length) / count)]?.number ?? '00001',
      customerNumber: `K${10_000_000 + i}`,
      mandateNumber: null,
      paymentDate,
      direction: 'collect',
      amount: minor(100 + (i % 1_000_000)),
      reference: lineReference(i),
      texts: [
        `Faktura ${i}                               1.250,00`,
        'Abonnement januar 2026',
        'Forfald den 2. februar 2026',
        'Spørgsmål? Ring til os på 70 10 20 30',
      ],
      payer: {
        name: `Kunde nummer ${i}`,
        addressLines: [`Ærøvej ${i % 200}, 2. tv`],
        postcode: String(1000 + (i % 9000)),
        city: 'Prøveby',
        country: 'DK',
      },
    };
  }
}

const header = { agreement, section: '0112', deliveryNumber: 42, creationDate: knownDate('2026-01-15') } as const;
const began = performance.now();
const writing = writeDelivery(header, collections());
let bytes = 0;
let next = await writing.next();
while (!next.done) {
  bytes += next.value.length;
  next = await writing.next();
}
const seconds = (performance.now() - began) / 1000;
const { records, bytes: stated } = next.value;
if (bytes !== stated) throw new Error(`wrote ${bytes} bytes, the totals say ${stated}`);
process.send?.({ recordsPerSecond: records / seconds, peakMegabytes: peakMemory(), records, seconds });
process.disconnect?.();
