import type { Layout } from '../kit/fixed-fields.ts';

/**
 * Leverandørservice's own reading of material type 40, written from the specification (nets-formats.md section 11.1).
 *
 * It is deliberately a second declaration beside the product's: a position that is wrong in one of them shows here.
 */

export const recordWidth = 80;

export const supplierStart: Layout = [
  ['record', 1, 3, '=000'],
  ['filler1', 4, 23, 'zeros'],
  ['filler2', 24, 30, 'blank'],
  ['supplierReference', 31, 36, 'text'],
  ['materialType', 37, 38, '=40'],
  ['creationDate', 39, 44, 'digits'],
  ['filler3', 45, 45, 'blank'],
  ['test', 46, 49, 'text'],
  ['filler4', 50, 62, 'blank'],
  ['dataSupplierNumber', 63, 70, 'digits'],
  ['filler5', 71, 80, 'blank'],
];

export const paymentDateStart: Layout = [
  ['record', 1, 3, '=001'],
  ['creditorNumber', 4, 8, 'digits'],
  ['filler1', 9, 23, 'zeros'],
  ['paymentDate', 24, 29, 'digits'],
  ['filler2', 30, 43, 'zeros'],
  ['filler3', 44, 80, 'blank'],
];

const payment = (record: string): Layout => [
  ['record', 1, 3, `=${record}`],
  ['creditorNumber', 4, 8, 'digits'],
  ['customerNumber', 9, 23, 'text'],
  ['filler1', 24, 45, 'zeros'],
  ['amount', 46, 56, 'digits'],
  ['filler2', 57, 80, 'blank'],
];

export const recordLayouts: Readonly<Record<string, Layout>> = {
  '580': payment('580'),
  '585': payment('585'),
  '510': [
    ['record', 1, 3, '=510'],
    ['creditorNumber', 4, 8, 'digits'],
    ['customerNumber', 9, 23, 'text'],
    ['registration', 24, 27, 'digits'],
    ['account', 28, 37, 'digits'],
    ['taxRegistrationNumber', 38, 45, 'digits'],
    ['filler1', 46, 56, 'zeros'],
    ['filler2', 57, 80, 'blank'],
  ],
  '540': [
    ['record', 1, 3, '=540'],
    ['creditorNumber', 4, 8, 'digits'],
    ['customerNumber', 9, 23, 'text'],
    ['filler1', 24, 56, 'zeros'],
    ['filler2', 57, 80, 'blank'],
  ],
  '595': [
    ['record', 1, 3, '=595'],
    ['creditorNumber', 4, 8, 'digits'],
    ['customerNumber', 9, 23, 'text'],
    ['newCreditorNumber', 24, 28, 'digits'],
    ['newCustomerNumber', 29, 43, 'text'],
    ['filler1', 44, 80, 'blank'],
  ],
};

export const deliveryEnd: Layout = [
  ['record', 1, 3, '=999'],
  ['creditorNumber', 4, 8, 'digits'],
  ['filler1', 9, 23, 'blank'],
  ['count', 24, 30, 'digits'],
  ['collections', 31, 43, 'digits'],
  ['disbursements', 44, 56, 'digits'],
  ['filler2', 57, 80, 'blank'],
];
