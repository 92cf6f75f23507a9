import { type Command, Option } from 'commander';
import {
  isPaymentIdScheme,
  partyNumbers,
  type PaymentIdSchemeKey,
  paymentIdSchemeKeys,
  paymentIdSchemes,
  type PaymentIdSettings,
  problem,
  ProblemError,
} from '#kernel';
import { jsonOption } from './options.ts';
import { addPaymentIdRegistryCommands } from './payment-id-registry-commands.ts';
import { type Terminal, terminalOf } from './terminal.ts';

interface SchemeOptions {
  readonly creditor?: string;
  readonly modulus?: '10' | '11';
  readonly length?: readonly string[];
  readonly lengthDigit?: boolean;
  readonly sortCode?: string;
  readonly mask?: string;
  readonly country?: string;
  readonly json: boolean;
}

/** Numbers by which payments name what they pay. `make` and `check` need no settings and no database. */
export function addPaymentIdCommands(tilgode: Command): void {
  const paymentIds = tilgode
    .command('payment-ids')
    .description('make, check, give out and look up payment ids and virtual accounts');
  const make = paymentIds
    .command('make')
    .description('put the check digit to a number')
    .argument('<scheme>', paymentIdSchemeKeys.join(', '))
    .argument('<number>', 'the number without its check digit, e.g. 103010');
  withSchemeOptions(make).action((scheme: string, number: string, options: SchemeOptions) =>
    speaking(options, (terminal) => makeOne(schemeOf(scheme), number, settingsOf(options), terminal)),
  );
  const check = paymentIds
    .command('check')
    .description('whether a number can be right, and if not, why; also NIP, PESEL, REGON, KRS and CVR')
    .argument('<number>', 'as it is written or printed, e.g. "+71<026840149965328+80882939<"')
    .option('--scheme <scheme>', 'only this one; all of them when left out');
  withSchemeOptions(check).action((number: string, options: SchemeOptions & { readonly scheme?: string }) =>
    speaking(options, (terminal) => checkOne(number, options.scheme, settingsOf(options), terminal)),
  );
  addPaymentIdRegistryCommands(paymentIds);
}

const withSchemeOptions = (command: Command): Command =>
  command
    .option('--creditor <number>', 'FIK: the creditor number, for the printed line')
    .addOption(new Option('--modulus <modulus>', 'KID: the check digit of the agreement').choices(['10', '11']))
    .option('--length <digits...>', 'KID, OCR: the lengths that the agreement allows')
    .option('--length-digit', 'OCR: the second last digit tells the length')
    .option('--sort-code <digits>', 'Polish virtual account: the bank’s sort code')
    .option('--mask <digits>', 'Polish virtual account: the mask that the bank gave')
    .option('--country <code>', 'IBAN: the country to make one for')
    .addOption(jsonOption());

function settingsOf(options: SchemeOptions): PaymentIdSettings {
  return {
    creditorNumber: options.creditor,
    modulus: options.modulus === undefined ? undefined : options.modulus === '11' ? 11 : 10,
    lengths: options.length?.map(lengthOf),
    hasLengthDigit: options.lengthDigit,
    bankSortCode: options.sortCode,
    clientMask: options.mask,
    country: options.country?.toUpperCase(),
  };
}

function lengthOf(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new ProblemError(problem('INPUT_WRONG', { field: '--length', value: text, expected: 'a number of digits' }));
}

function schemeOf(text: string): PaymentIdSchemeKey {
  if (isPaymentIdScheme(text)) return text;
  const expected = `one of ${paymentIdSchemeKeys.join(', ')}`;
  throw new ProblemError(problem('INPUT_WRONG', { field: 'scheme', value: text, expected }));
}

function speaking({ json }: SchemeOptions, run: (terminal: Terminal) => number): void {
  process.exitCode = run(terminalOf(json));
}

function makeOne(key: PaymentIdSchemeKey, number: string, settings: PaymentIdSettings, terminal: Terminal): number {
  const scheme = paymentIdSchemes[key];
  const made = scheme.make(number, settings);
  if (!made.ok) {
    terminal.problem(
      problem('INPUT_WRONG', { field: 'number', value: number, expected: `for ${scheme.name}: ${made.error}` }),
    );
    return 1;
  }
  const value = made.value;
  const printed = scheme.printed(value, settings);
  terminal.result({ scheme: key, value, printed }, () => (printed === value ? [value] : [value, printed]));
  return 0;
}

interface Checked {
  readonly scheme: string;
  readonly name: string;
  readonly isValid: boolean;
  readonly why: string | null;
  /** In the form we compare and keep. */
  readonly value: string | null;
  readonly printed: string | null;
}

function checkOne(number: string, only: string | undefined, settings: PaymentIdSettings, terminal: Terminal): number {
  const all = [...paymentIdSchemeKeys.map((key) => checkedAs(key, number, settings)), ...checkedAsParty(number)];
  const names = all.map(({ scheme }) => scheme);
  if (only !== undefined && !names.includes(only)) {
    terminal.problem(
      problem('INPUT_WRONG', { field: '--scheme', value: only, expected: `one of ${names.join(', ')}` }),
    );
    return 1;
  }
  const checked = all.filter(({ scheme, isValid }) => (only === undefined ? isValid : scheme === only));
  const isRight = checked.some(({ isValid }) => isValid);
  terminal.result({ number, isValid: isRight, checked }, () =>
    checked.length === 0 ? ['It is no number of any scheme we know.'] : checked.map(lineOf),
  );
  return isRight ? 0 : 1;
}

function checkedAs(key: PaymentIdSchemeKey, number: string, settings: PaymentIdSettings): Checked {
  const scheme = paymentIdSchemes[key];
  const value = scheme.read(number, settings);
  const printed = value === null ? null : scheme.printed(value, settings);
  return { scheme: key, name: scheme.name, ...scheme.check(number, settings), value, printed };
}

const checkedAsParty = (number: string): readonly Checked[] =>
  Object.entries(partyNumbers).map(([scheme, { name, describe, check }]) => {
    const isValid = check(number);
    return {
      scheme,
      name,
      isValid,
      why: isValid ? null : `it is not as it must be: ${describe}`,
      value: null,
      printed: null,
    };
  });

const lineOf = ({ name, isValid, why, printed }: Checked): string =>
  isValid ? `${name}: right${printed === null ? '' : `, ${printed}`}` : `${name}: wrong, ${why}`;
