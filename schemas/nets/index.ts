export * from './customer-dates.ts';
export * from './delivery-0601.ts';
export {
  type AutomaticPayment,
  automaticCodes,
  automaticPayment,
  end0602,
  payerAddress0290,
  payerText0295,
  type SlipPayment,
  type Start0602,
  sectionEnd0211,
  sectionEnd0215,
  sectionStart0211,
  sectionStart0215,
  slipCodes,
  slipPayment,
  start0602,
} from './delivery-0602.ts';
export * from './delivery-0603.ts';
export * from './delivery-0605.ts';
export * from './delivery-0621.ts';
export * from './grammar.ts';
export * from './grammar-parts.ts';
export * from './leverandoerservice.ts';
export * from './leverandoerservice-answers.ts';
export * from './receipt-texts.ts';
export * from './receipts.ts';
export * from './tally.ts';
export * from './tally-ls.ts';
export {
  type LineKind,
  type StandingLine,
  type Walk,
  type WalkedLine,
  walkDelivery,
} from './walk.ts';
export * from './walk-ls.ts';
