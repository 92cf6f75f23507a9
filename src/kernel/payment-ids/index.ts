export * from './arrived.ts';
export { type FikCardType, fikLine, type FikLine, isFikCardType, readFikLine } from './fik.ts';
export * from './find-payment-ids.ts';
export { ibanLengths } from './iban.ts';
export { kidParts, kidPayload } from './kid.ts';
export { isPolishSortCode, payerIdOf } from './polish-account.ts';
export {
  isPaymentIdScheme,
  type KidStructure,
  type PaymentIdScheme,
  type PaymentIdSchemeKey,
  paymentIdSchemeKeys,
  type PaymentIdSettings,
  type Verdict,
} from './scheme.ts';
export * from './schemes.ts';
