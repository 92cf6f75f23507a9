import type { Desk } from '../desk.ts';
import type { Story } from '../plan.ts';
import { groupShares, impossibleShares, mixedStoryShares } from '../shares.ts';
import { idCameBack } from './id-came-back.ts';
import {
  closedClaim,
  closedCustomer,
  lastMonthAgain,
  notAboveZero,
  paidAgain,
  returnedMoney,
  undonePayer,
  undonePayment,
  wrongCurrency,
} from './not-open.ts';
import {
  equalPrices,
  equalPricesCustomerId,
  explainsNothing,
  onlyName,
  severalSets,
  sharedPayer,
  unknownPayer,
} from './not-provable.ts';
import { inTwoParts, moreNamed, partNamed } from './other-amount.ts';
import { numbersInARow } from './row-of-numbers.ts';
import {
  namedWithCreditMemo,
  numbersAndRest,
  oneNumber,
  orderNumber,
  severalCustomers,
  severalNumbers,
} from './with-text.ts';
import { allOpen, oneClaim, someClaims } from './without-text.ts';
import {
  idAgainstNumber,
  idOfOneForSeveral,
  idsContradict,
  namesOnePaysAnother,
  neighbourId,
  neighbourNumber,
  neverGivenOut,
  ownOtherId,
  rightIdStranger,
  rightNumber,
  wrongDigitStranger,
} from './wrong-identity.ts';

/** Draws what is to happen, by the shares of the corpus. */
export function drawStory({ random }: Desk): Story {
  const group = random.weighted(groupShares);
  if (group === 'id') return idCameBack;
  return group === 'mixed' ? mixed[random.weighted(mixedStoryShares)] : impossible[random.weighted(impossibleShares)];
}

const mixed: Readonly<Record<keyof typeof mixedStoryShares, Story>> = {
  'one number': oneNumber,
  'several numbers': severalNumbers,
  'numbers in a row': numbersInARow,
  'several customers': severalCustomers,
  'part of a named one': partNamed,
  'in two parts': inTwoParts,
  'more than a named one': moreNamed,
  'numbers and a rest': numbersAndRest,
  'order number': orderNumber,
  'named with a credit memo': namedWithCreditMemo,
  'no text, one claim': oneClaim,
  'no text, all open': allOpen,
  'no text, some': someClaims,
};

const impossible: Readonly<Record<keyof typeof impossibleShares, Story>> = {
  'neighbour id, own account': neighbourId('neighbour id, own account', 'known', false),
  'neighbour id, list price, own account': neighbourId('neighbour id, list price, own account', 'known', true),
  'neighbour id, own name': neighbourId('neighbour id, own name', 'named', false),
  'id with a wrong digit, stranger': wrongDigitStranger,
  'own other id': ownOtherId,
  'id of one, amount of several': idOfOneForSeveral,
  'right id, stranger': rightIdStranger,
  'right number, stranger': rightNumber('right number, stranger', 'stranger'),
  'number never given out': neverGivenOut,
  'neighbour number, own account': neighbourNumber('neighbour number, own account', 'known'),
  'neighbour number, own name': neighbourNumber('neighbour number, own name', 'named'),
  'another known payer': rightNumber('another known payer', 'other'),
  'names one, pays another': namesOnePaysAnother,
  'ids contradict': idsContradict,
  'id against number': idAgainstNumber,
  'equal prices': equalPrices,
  'several sets': severalSets,
  'equal prices, customer id': equalPricesCustomerId,
  'shared payer, no text': sharedPayer,
  'explains nothing': explainsNothing,
  'unknown payer, nothing': unknownPayer,
  'only a name': onlyName,
  'paid again, id': paidAgain('id'),
  'paid again, number': paidAgain('number'),
  'paid again, no text': paidAgain('no text'),
  'closed claim, id': closedClaim('id'),
  'closed claim, number': closedClaim('number'),
  'last month again': lastMonthAgain,
  'wrong currency': wrongCurrency,
  'closed customer': closedCustomer,
  'undone payment': undonePayment,
  'undone payer': undonePayer,
  'not above zero': notAboveZero,
  'returned money': returnedMoney,
};
