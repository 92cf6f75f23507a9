import { assert, paymentIdSchemes } from '#kernel';
import type { Random } from './random.ts';
import type { BlockRow, IdInPayment } from './rows.ts';
import type { idDamageShares } from './shares.ts';
import type { View } from './view.ts';

export type IdDamage = keyof typeof idDamageShares;

const kinds: Readonly<Record<BlockRow['scheme'], Pick<IdInPayment, 'kind' | 'from'>>> = {
  'fik-71': { kind: '71', from: 'structured reference' },
  rf: { kind: 'RF', from: 'structured reference' },
  'pl-virtual': { kind: 'account', from: 'credited account' },
};

/** One of our ids as the bank tells it. */
export const arrived = (scheme: BlockRow['scheme'], value: string): IdInPayment => ({ ...kinds[scheme], value });

/**
 * An id after what happens to its digits; null where its scheme cannot have that, or where what is left is another's. An
 * account is never wrong: money for it would not arrive.
 */
export function damagedId(
  random: Random,
  scheme: BlockRow['scheme'],
  value: string,
  damage: IdDamage,
  view: View,
): string | null {
  const text = damages[damage](random, scheme, value);
  if (text === null) return null;
  // A number that happens to be right after the damage is believed as it stands, and leads nowhere or elsewhere.
  const isRepaired = damage === 'check digit wrong' || damage === 'check digit left out';
  if (isRepaired && paymentIdSchemes[scheme].check(text).isValid) return null;
  const mine = view.byOwnId(value);
  return readingsOf(scheme, text).every((reading) => {
    const owner = view.byOwnId(reading);
    return owner === null || owner.claim === mine?.claim;
  })
    ? text
    : null;
}

/** Every number of the scheme that a text may stand for: as it is, with another check digit, with one where it has none. */
export function readingsOf(scheme: BlockRow['scheme'], text: string): readonly string[] {
  const { read, corrected, make } = paymentIdSchemes[scheme];
  const completed = scheme === 'fik-71' ? make(text.replaceAll(/\s/g, '')) : null;
  return [read(text), corrected(text), completed?.ok ? completed.value : null].flatMap((one) => one ?? []);
}

const damages: Readonly<
  Record<IdDamage, (random: Random, scheme: BlockRow['scheme'], value: string) => string | null>
> = {
  none: (_, __, value) => value,
  'zeros left out': (_, scheme, value) => (scheme === 'fik-71' ? value.replace(/^0+/, '') : null),
  grouped: (_, __, value) => value.replaceAll(/(.{4})(?=.)/g, '$1 '),
  'check digit wrong': (random, scheme, value) => withWrongCheck(random, scheme, value),
  'check digit left out': (_, scheme, value) => (scheme === 'fik-71' ? value.slice(0, -1) : null),
};

function withWrongCheck(random: Random, scheme: BlockRow['scheme'], value: string): string | null {
  if (scheme === 'pl-virtual') return null;
  const at = scheme === 'rf' ? 3 : value.length - 1;
  const digit = value.charCodeAt(at) - 48;
  return `${value.slice(0, at)}${(digit + random.between(1, 9)) % 10}${value.slice(at + 1)}`;
}

/** The same number with one digit of its body changed, check digit and all: what a slip may hit without being found. */
export function passingSlips(scheme: BlockRow['scheme'], value: string): readonly string[] {
  const body = bodyOf(scheme, value);
  const out: string[] = [];
  for (let at = body.from; at < body.to; at++) {
    for (const digit of '0123456789') {
      if (value[at] === digit || !/\d/.test(value[at] ?? '')) continue;
      const slipped = `${value.slice(0, at)}${digit}${value.slice(at + 1)}`;
      const right = paymentIdSchemes[scheme].corrected(slipped);
      assert(right !== null, 'a number with another digit is still a number');
      out.push(right);
    }
  }
  return out;
}

const allDigits = Array.from('0123456789');

/** One digit of the body wrong, the check digit as it was: found by the check digit. */
export function failingSlips(scheme: BlockRow['scheme'], value: string): readonly string[] {
  const { from, to } = bodyOf(scheme, value);
  return Array.from({ length: to - from }, (_, i) => from + i).flatMap((at) =>
    allDigits
      .filter((digit) => /\d/.test(value[at] ?? '') && digit !== value[at])
      .map((digit) => `${value.slice(0, at)}${digit}${value.slice(at + 1)}`),
  );
}

const bodyOf = (scheme: BlockRow['scheme'], value: string): { readonly from: number; readonly to: number } =>
  scheme === 'fik-71' ? { from: value.length - 7, to: value.length - 1 } : { from: value.length - 5, to: value.length };
