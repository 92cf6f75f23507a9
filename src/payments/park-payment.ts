import { ok } from '#kernel';
import { parkTarget, readTarget } from './person-targets.ts';
import { customerFor, onWaitingMoney, settleParts } from './placing.ts';

/** Leaves a payment on a customer's account (à conto): his, and applied to nothing yet. */
export const parkOnAccount = onWaitingMoney('park', async (target, placing) => {
  const read = readTarget(parkTarget, target, 'a customerNumber');
  if (!read.ok) return read;
  const customer = await customerFor(placing, read.value.customerNumber);
  if (!customer.ok) return customer;
  const { effectMinor } = placing.payment;
  return ok(await settleParts(placing, [{ customerNumber: customer.value, claimId: null, minor: effectMinor }]));
});
