import { fieldFindings, type Finding, type LineBlock, printable } from '#schemas/kit';
import { type TallyFinding, tallyDelivery, type WalkedLine, walkDelivery } from '#schemas/nets';
import { recordChecks } from './lint-records.ts';

export interface DeliveryLinter {
  readonly through: (block: LineBlock) => readonly Finding[];
  readonly end: () => readonly Finding[];
}

/** Looks through a delivery of Betalingsservice by the grammar that also reads it. */
export function deliveryLinter(): DeliveryLinter {
  let findings: Finding[] = [];
  const walk = walkDelivery();
  const tally = tallyDelivery((found) => findings.push(tallyFinding(found)));
  const check = recordChecks((found) => findings.push(found));
  const take = (): readonly Finding[] => {
    const taken = findings;
    findings = [];
    return taken;
  };
  return {
    through: (block) => {
      walk.through(block, (line) => {
        findings.push(...lineFindings(line));
        check(line);
        tally.take(line);
      });
      return take();
    },
    end: () => {
      tally.end();
      return take();
    },
  };
}

const none: readonly Finding[] = [];

function lineFindings(line: WalkedLine): readonly Finding[] {
  const { kind, layout, lineNumber } = line;
  if (kind === 'blank' || kind === 'wrapper') return none;
  if (layout !== null) {
    if (!line.isOverlong && layout.isClean(line.bytes, line.text, line.start)) return none;
    return fieldFindings(layout.describe(rawOf(line)), lineNumber);
  }
  // Records of a section we do not know were told with its start.
  if (kind === 'unknown' && line.counts !== null && line.section === null) return none;
  if (kind === 'sectionEnd') return none;
  return [
    {
      severity: 'fault',
      lineNumber,
      from: 1,
      to: 17,
      field: kind === 'sectionStart' ? 'sectionNo' : 'recordType',
      value: printable(rawOf(line), 40),
      expected: line.section ? `a record of section ${line.section.number}` : 'a record of the delivery',
      remedy: 'Check the record type and the transaction code at positions 3-5 and 14-17.',
    },
  ];
}

const rawOf = (line: WalkedLine): string => line.text.slice(line.start, line.start + line.length);

const totalsAt: Readonly<Record<string, readonly [number, number]>> = {
  sectionCount: [21, 31],
  count042: [32, 42],
  amount: [43, 57],
  count052: [58, 68],
  count022: [84, 94],
};

function tallyFinding(found: TallyFinding): Finding {
  const { lineNumber } = found;
  if (found.what === 'incomplete') {
    const { value, expected } = found;
    const remedy = 'Compare the order of records with the grammar of the delivery.';
    return { severity: 'fault', lineNumber, from: 1, to: 5, field: 'recordType', value, expected, remedy };
  }
  const [from, to] = totalsAt[found.field] ?? [1, 1];
  const remedy =
    found.severity === 'warning'
      ? 'The total adds the amounts asked for, not those paid. The file can be used.'
      : 'Ask for the file again, or count the records again; nothing of it may be settled.';
  const { severity, field, stated, counted } = found;
  return { severity, lineNumber, from, to, field, value: stated, expected: `${counted}, as counted`, remedy };
}
