import { fikSchemes } from './fik.ts';
import { fi, fiRf } from './finnish.ts';
import { iban } from './iban.ts';
import { kid } from './kid.ts';
import { ocr } from './ocr.ts';
import { polishAccount } from './polish-account.ts';
import { rf } from './rf.ts';
import type { PaymentIdScheme, PaymentIdSchemeKey } from './scheme.ts';

/** Every scheme by its key. A new scheme is a new file and a line here. */
export const paymentIdSchemes: Readonly<Record<PaymentIdSchemeKey, PaymentIdScheme>> = {
  ...fikSchemes,
  rf,
  kid,
  ocr,
  fi,
  'fi-rf': fiRf,
  'pl-virtual': polishAccount,
  iban,
};
