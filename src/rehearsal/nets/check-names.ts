import { extraLine, nameLine, postLine } from './delivery-layout.ts';
import {
  customerNumberOf,
  find,
  mustEqual,
  type NameBlock,
  type Reading,
  type SectionReading,
  take,
} from './reading.ts';

/** Takes one 022: name and address lines 00001-00005, the postcode 00009, the supplement 00010. */
export function takeNameLine(reading: Reading, section: SectionReading, line: string): void {
  const recordNumber = line.slice(17, 22);
  section.counts.count022++;
  if (reading.context.agreement.kind === 'basis' && section.number !== '0117' && section.number !== '0118') {
    find(reading, 'record', '022', 'names are not sent with a Basis agreement');
  }
  const layout = recordNumber === '00009' ? postLine : recordNumber === '00010' ? extraLine : nameLine;
  const at = take(reading, layout, line);
  mustEqual(reading, 'pbsNumber', at('pbsNumber'), reading.context.agreement.pbsNumber);
  mustEqual(reading, 'debtorGroup', at('debtorGroup'), section.debtorGroup);
  const customerNumber = customerNumberOf(at('customerNumber'));
  if (customerNumber === null) {
    find(reading, 'customerNumber', at('customerNumber'), 'must hold 0-9, A-Z and Danish letters, no blanks');
    return;
  }
  const block = blockOf(reading, section, customerNumber);
  const isPost = recordNumber === '00009';
  if (block.postCode !== null && recordNumber !== '00010')
    find(reading, 'recordNumber', recordNumber, 'must be 00010 after 00009');
  if (isPost) takePost(reading, block, at('postCode'), at('country'));
  else if (recordNumber === '00010') takeExtra(reading, block);
  else takeAddress(reading, block, recordNumber, at('line'));
}

function blockOf(reading: Reading, section: SectionReading, customerNumber: string): NameBlock {
  if (section.names?.customerNumber !== customerNumber) {
    if (section.names) find(reading, 'record', '022', 'the names before belong to no collection');
    section.names = { customerNumber, lines: [], postCode: null, country: '', hasExtra: false };
  }
  return section.names;
}

function takeAddress(reading: Reading, block: NameBlock, recordNumber: string, text: string): void {
  const number = Number(recordNumber);
  if (number !== block.lines.length + 1 || number > 5) {
    find(
      reading,
      'recordNumber',
      recordNumber,
      `must be ${String(block.lines.length + 1).padStart(5, '0')}, at most 00005`,
    );
  }
  if (text.trim() === '') find(reading, 'line', text, 'must not be blank');
  block.lines.push(number);
}

function takePost(reading: Reading, block: NameBlock, postCode: string, country: string): void {
  if (!/^(?:\d{4}|\s{4})$/.test(postCode)) find(reading, 'postCode', postCode, 'must be four digits, or blank abroad');
  if (!/^(?:[A-Z]{2} |\s{3})$/.test(country)) find(reading, 'country', country, 'must be two capital letters or blank');
  block.postCode = postCode.trim();
  block.country = country.trim();
}

function takeExtra(reading: Reading, block: NameBlock): void {
  if (block.postCode === null) find(reading, 'recordNumber', '00010', 'must come after 00009');
  if (block.hasExtra) find(reading, 'recordNumber', '00010', 'must come once');
  block.hasExtra = true;
}

/** Asks, when a 042 has come, whether the names before it are whole. */
export function checkNames(reading: Reading, section: SectionReading, customerNumber: string): void {
  const names = section.names;
  section.names = null;
  const needsNames =
    section.number !== '0113' && (reading.context.agreement.kind === 'total' || section.number !== '0112');
  if (!needsNames) return;
  if (!names || names.customerNumber !== customerNumber) {
    find(reading, 'record', '042', 'must follow the names (022) of the same customer');
    return;
  }
  const isAbroad = names.postCode === '' || names.postCode === '0000';
  const wanted = isAbroad ? 3 : 2;
  if (names.postCode === null) find(reading, 'record', '022', 'must include the postcode record 00009');
  else if (isAbroad && (names.country === '' || names.country === 'DK')) {
    find(reading, 'country', names.country, 'must be a foreign country when there is no postcode');
  } else if (!isAbroad && names.country !== '' && names.country !== 'DK') {
    find(reading, 'postCode', names.postCode, 'must be 0000 or blank abroad');
  }
  if (names.lines.length < wanted)
    find(reading, 'record', '022', `must include at least ${wanted} name and address lines`);
}
