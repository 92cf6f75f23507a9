import { expect, test } from 'vitest';
import { refusalClass, refusalClassNames } from '../../src/posting/refusal-classes.ts';

/** Texts as business-central.md 2.2, 5.6 and 5.7 give them, and as the rehearsal's Business Central says them. */
const customer = 'You cannot post this type of document when Customer 10000 is blocked';

test.each`
  text                                                                                                                | name                    | retry
  ${"Posting Date is not within your range of allowed posting dates in Gen. Journal Line Posting Date='2026-01-01'."} | ${'posting date'}       | ${'when removed'}
  ${`${customer} with type All.`}                                                                                     | ${'customer blocked'}   | ${'when removed'}
  ${`${customer} for privacy.`}                                                                                       | ${'privacy blocked'}    | ${'when removed'}
  ${'Select a Dimension Value Code for the Dimension Code AFDELING for Customer 10000.'}                              | ${'dimension missing'}  | ${'when removed'}
  ${'There is no Cust. Ledger Entry within the filter. Filters: Customer No.: 10000, Entry No.: 5, Open: Yes'}        | ${'entry closed'}       | ${'never'}
  ${'You cannot apply and post an entry to an entry with an earlier posting date. Instead, post the document'}        | ${'earlier date'}       | ${'when removed'}
  ${'All entries in one application must be in the same currency.'}                                                   | ${'currencies differ'}  | ${'never'}
  ${'The field Currency Code contains a value (XTS) that cannot be found in the related table (Currency).'}           | ${'currency unknown'}   | ${'when removed'}
  ${'The Currency Exchange Rate does not exist. Identification fields and values: Currency Code=EUR'}                 | ${'rate missing'}       | ${'when removed'}
  ${'You may not enter numbers manually.'}                                                                            | ${'number series'}      | ${'when removed'}
  ${'You cannot assign new numbers from the number series PAY on 01-01-26.'}                                          | ${'number series'}      | ${'when removed'}
  ${'Document No. COL1 is out of balance by 1.00.'}                                                                   | ${'out of balance'}     | ${'never'}
  ${"Blocked must be equal to 'No' in G/L Account: No.=8640. Current value is 'Yes'."}                                | ${'account blocked'}    | ${'when removed'}
  ${"Direct Posting must be equal to 'Yes' in G/L Account: No.=8640."}                                                | ${'account blocked'}    | ${'when removed'}
  ${'Customer Posting Group must have a value in Customer: No.=10000.'}                                               | ${'setup missing'}      | ${'when removed'}
  ${'The VAT Posting Setup does not exist.'}                                                                          | ${'setup missing'}      | ${'when removed'}
  ${'You cannot use Gen. Journal Line: COLLECT,10000 because it is restricted.'}                                      | ${'approval'}           | ${'when removed'}
  ${'Journal Template Name must have a value in Gen. Journal Line.'}                                                  | ${'journal template'}   | ${'when removed'}
  ${'The record was locked by another user.'}                                                                         | ${'locked'}             | ${'by itself'}
  ${'Your activity was deadlocked with another user who was modifying the table.'}                                    | ${'locked'}             | ${'by itself'}
  ${'The transaction cannot be completed because it will cause inconsistencies in the G/L Entry table.'}              | ${'inconsistent'}       | ${'never'}
  ${'Before you can unapply this entry, you must first unapply all application entries in Cust. Ledger Entry No. 9'}  | ${'applied later'}      | ${'when removed'}
  ${'There is nothing to unapply.'}                                                                                   | ${'nothing to unapply'} | ${'never'}
  ${'You cannot unapply Cust. Ledger Entry No. 9 because the entry is part of a reversal.'}                           | ${'reversed already'}   | ${'never'}
  ${'The field Customer No. contains a value (10000) that cannot be found in the related table (Customer).'}          | ${'customer unknown'}   | ${'never'}
  ${'Bogføringsdato er ikke inden for det tilladte interval.'}                                                        | ${'unknown'}            | ${'when removed'}
  ${'Something that nobody has heard of'}                                                                             | ${'unknown'}            | ${'when removed'}
`('"$text" is of the class $name', ({ text, name, retry }) => {
  expect(refusalClass({ code: 'Failed', text })).toMatchObject({ name, retry, remedy: expect.stringMatching(/\.$/) });
});

test.each`
  code                                | name
  ${'BC_KEY_TAKEN'}                   | ${'key taken'}
  ${'FIELD_NOT_WRITABLE'}             | ${'not writable'}
  ${'Application_CallbackNotAllowed'} | ${'dialog'}
  ${'Internal_DataNotFoundFilter'}    | ${'entry closed'}
  ${'Failed'}                         | ${'unknown'}
`('the code $code alone is of the class $name', ({ code, name }) => {
  expect(refusalClass({ code, text: '' }).name).toBe(name);
});

test('a text that only looks like one of the list stays unknown', () => {
  const close = ['Posting Date must have a value', 'The customer is blocked', 'The entry is closed', 'currency'];
  expect(close.map((text) => refusalClass({ code: 'Failed', text }).name)).toEqual(close.map(() => 'unknown'));
});

test('the names of the classes are a closed list, each once', () => {
  expect(new Set(refusalClassNames).size).toBe(refusalClassNames.length);
});
