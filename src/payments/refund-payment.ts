import { fail, ok, problem } from '#kernel';
import { readTarget, refundTarget } from './person-targets.ts';
import { customerFor, onWaitingMoney, settleParts } from './placing.ts';
import { orderRefund } from './refund-orders.ts';

/**
 * Pays money back: the payment goes on the customer's account, and an order says that it, or so much of it, is to go back to
 * whoever it came from. Where the company asks for it a second person approves the order before it is posted.
 */
export const refundPayment = onWaitingMoney('refund', async (target, placing) => {
  const read = readTarget(refundTarget, target, 'a customerNumber, and minor where not all goes back');
  if (!read.ok) return read;
  const { effectMinor } = placing.payment;
  const minor = read.value.minor ?? effectMinor;
  if (minor > effectMinor) {
    const expected = `no more than the payment, ${effectMinor}`;
    return fail(problem('INPUT_WRONG', { field: 'target.minor', value: String(minor), expected }));
  }
  const customer = await customerFor(placing, read.value.customerNumber);
  if (!customer.ok) return customer;
  const customerNumber = customer.value;
  const settled = await settleParts(placing, [{ customerNumber, claimId: null, minor: effectMinor }]);
  const refundOrderId = await orderRefund(placing, { customerNumber, minor });
  return ok({ ...settled, refundOrderId });
});
