import { readFileSync } from 'node:fs';
import * as ibantools from 'ibantools';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  type FikCardType,
  fikLine,
  ibanLengths,
  isPolishSortCode,
  partyNumbers,
  payerIdOf,
  paymentIdSchemes,
  type PaymentIdSettings,
  type Result,
} from '#kernel';
import { sharedReference } from '#test/shared-reference';

const vector = z.object({ fn: z.string(), args: z.array(z.unknown()), expect: z.unknown(), src: z.string() });
const block = z.object({ sortCode: z.string(), mask: z.string(), payerId: z.string().default('') });

const made = (result: Result<string, string>): unknown => (result.ok ? result.value : { throws: 'RangeError' });
const orNull = (result: Result<string, string>): unknown => (result.ok ? result.value : null);
const blockOf = (value: unknown): PaymentIdSettings => {
  const { sortCode, mask } = block.parse(value);
  return { bankSortCode: sortCode, clientMask: mask };
};
const { rf, kid, ocr, fi, iban } = paymentIdSchemes;
const virtual = paymentIdSchemes['pl-virtual'];
const slip = (cardType: unknown) => paymentIdSchemes[`fik-${cardType as FikCardType}`];

/** Each function of the reference, by what we have for it. */
const ours: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
  plVirtual: (one) => made(virtual.make(block.parse(one).payerId, blockOf(one))),
  plVirtualParse: (text, one) => payerIdOf(String(text), blockOf(one)),
  ibanValid: (text) => iban.check(String(text)).isValid,
  plSortCodeValid: (text) => isPolishSortCode(String(text)),
  rf: (body) => made(rf.make(String(body))),
  rfValid: (text) => rf.check(String(text)).isValid,
  fik: (cardType, payload) => made(slip(cardType).make(String(payload))),
  fikValid: (cardType, text) => slip(cardType).check(String(text)).isValid,
  fikLine: (cardType, id, creditor) => made(fikLine(cardType as FikCardType, String(id), String(creditor))),
  kidMod10: (payload) => made(kid.make(String(payload), { modulus: 10 })),
  kidMod11: (payload) => orNull(kid.make(String(payload), { modulus: 11 })),
  ocrCheck: (payload) => made(ocr.make(String(payload))),
  ocrLength: (payload) => made(ocr.make(String(payload), { hasLengthDigit: true })),
  luhnValid: (text) => ocr.check(String(text)).isValid,
  fi: (payload) => made(fi.make(String(payload))),
  nip: (text) => partyNumbers.nip.check(String(text)),
  pesel: (text) => partyNumbers.pesel.check(String(text)),
  regon9: (text) => partyNumbers.regon.check(String(text)),
  regon14: (text) => partyNumbers.regon.check(String(text)),
  cvr: (text) => partyNumbers.cvr.check(String(text)),
};

test('every vector of the reference comes out as it says', () => {
  const files = sharedReference('payment-ids', /^vectors\.json$/);
  const vectors = files.flatMap((file) => z.array(vector).parse(JSON.parse(readFileSync(file, 'utf8'))));
  process.stdout.write(`payment ids: ${vectors.length} vectors\n`);
  const got = vectors.map(({ fn, args }) => ({ fn, args, got: ours[fn]?.(...args) }));
  expect(got).toEqual(vectors.map(({ fn, args, expect: wanted }) => ({ fn, args, got: wanted })));
  if (files.length > 0) expect(vectors.length).toBeGreaterThan(70);
});

test('what the vectors make is right, is read as it is, and is what its correction gives', () => {
  const settings: PaymentIdSettings = { bankSortCode: '12402092', clientMask: '9916', country: 'DK', modulus: 11 };
  for (const scheme of Object.values(paymentIdSchemes)) {
    const done = scheme.make(scheme.key === 'iban' ? '00400440116243' : '10301', settings);
    if (!done.ok) {
      expect([scheme.key, scheme.payloadDigits({})]).toEqual([scheme.key, 0]);
      continue;
    }
    expect([scheme.key, scheme.check(done.value, settings).why, scheme.read(done.value, settings)]).toEqual([
      scheme.key,
      null,
      done.value,
    ]);
    expect(scheme.corrected(done.value, settings)).toBe(done.value);
    expect(scheme.read(scheme.printed(done.value, settings), settings)).toBe(done.value);
  }
});

test('ibantools agrees on lengths and on accounts', () => {
  const lengths = Object.keys(ibanLengths).map((country) => [country, ibantools.countrySpecs[country]?.chars]);
  expect(Object.fromEntries(lengths)).toEqual(ibanLengths);
  for (let customer = 1; customer < 2000; customer += 7) {
    const account = virtual.make(String(customer), { bankSortCode: '11401081', clientMask: '1234' });
    expect(account.ok && ibantools.isValidIBAN(account.value)).toBe(true);
  }
});
