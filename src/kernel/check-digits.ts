import { assert } from './result.ts';

/**
 * Modulus 10 check digit of a Danish payment id: weights 2,1,2,1 … from the right, products above 9 by their digit sum.
 *
 * @param digits the payment id without its check digit
 */
export function modulus10(digits: string): number {
  assert(/^\d+$/.test(digits), 'a payment id holds digits only');
  let total = 0;
  for (let i = 0; i < digits.length; i++) {
    const product = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    total += product > 9 ? product - 9 : product;
  }
  return (10 - (total % 10)) % 10;
}

/** Whether the last digit is the modulus 10 check digit of the others. */
export const hasModulus10 = (id: string): boolean =>
  /^\d{2,}$/.test(id) && modulus10(id.slice(0, -1)) === Number(id.slice(-1));

const cvrWeights = [2, 7, 6, 5, 4, 3, 2, 1] as const;

/** Modulus 11 of a CVR number. The creditor numbers of Nets seen in public pass it too, but there it is only a warning. */
export const hasModulus11 = (cvr: string): boolean =>
  /^\d{8}$/.test(cvr) && cvrWeights.reduce((total, weight, i) => total + weight * Number(cvr[i]), 0) % 11 === 0;
