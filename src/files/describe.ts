import { type DescribedField, eachLine, type LineBlock, lineBlocks, longestLine, printable } from '#schemas/kit';
import { walkDelivery } from '#schemas/nets';
import { explainReceiptLine } from './describe-text.ts';
import { detect, type FileFormat } from './detect.ts';
import { headOf } from './head-of.ts';

/** One line of a file, explained. Plain data: it can be shown, or sent as JSON. */
export interface DescribedLine {
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly raw: string;
  /** Key of its layout or kind; null when the line is of no kind we know. */
  readonly key: string | null;
  readonly title: string;
  readonly fields: readonly DescribedField[];
}

/**
 * Explains any file of Nets line by line and field by field. Never throws on bad content: what cannot be explained is
 * shown as it is and says so.
 */
export async function* describeFile(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<DescribedLine> {
  const { head, whole } = await headOf(source);
  const format = detect(head);
  if (format.kind === 'empty' || format.kind === 'binary' || format.kind === 'zip') {
    yield {
      lineNumber: 1,
      byteFrom: 0,
      byteTo: 0,
      raw: '',
      key: null,
      title: `${fileName} is ${format.name}`,
      fields: [],
    };
    return;
  }
  const describe = describerOf(format);
  for await (const block of lineBlocks(whole)) yield* describe(block);
}

type Describer = (block: LineBlock) => readonly DescribedLine[];

function describerOf(format: FileFormat): Describer {
  if (format.kind === 'nets-0601' || format.kind === 'nets-0602') return deliveryDescriber();
  const isReceipt = format.kind === 'nets-t' || format.kind === 'nets-v' || format.kind === 'nets-f';
  return isReceipt ? receiptDescriber(format.kind) : plainDescriber(format.name);
}

function deliveryDescriber(): Describer {
  const walk = walkDelivery();
  return (block) => {
    const lines: DescribedLine[] = [];
    walk.through(block, (line) => {
      const { lineNumber, byteFrom, byteTo, layout, kind } = line;
      const raw = line.text.slice(line.start, line.start + line.length);
      const isKnown = layout !== null || kind === 'blank' || kind === 'wrapper';
      const title = layout?.title ?? otherTitles[kind] ?? 'a record of a kind we do not know';
      const key = layout?.key ?? (isKnown ? kind : null);
      lines.push({ lineNumber, byteFrom, byteTo, raw: shown(raw), key, title, fields: layout?.describe(raw) ?? [] });
    });
    return lines;
  };
}

const otherTitles: Readonly<Record<string, string>> = {
  blank: 'blank line',
  wrapper: 'transmission record, read past',
  sectionStart: 'start of a section we do not know',
  sectionEnd: 'end of a section we do not know',
};

function receiptDescriber(kind: 'nets-t' | 'nets-v' | 'nets-f'): Describer {
  return describeLines((line) => {
    if (/^PBCNET(?!4[01])/.test(line)) return { key: 'wrapper', title: 'transmission record, read past', fields: [] };
    return explainReceiptLine(kind, line) ?? { key: null, title: 'a line of a kind we do not know', fields: [] };
  });
}

const plainDescriber = (name: string): Describer =>
  describeLines(() => ({ key: null, title: `a line of ${name}`, fields: [] }));

function describeLines(explain: (line: string) => Pick<DescribedLine, 'key' | 'title' | 'fields'>): Describer {
  return (block) => {
    const lines: DescribedLine[] = [];
    eachLine(block, (start, end, lineNumber) => {
      const raw = block.text.slice(start, end);
      const explained = raw.trim() === '' ? { key: 'blank', title: 'blank line', fields: [] } : explain(raw);
      const place = { lineNumber, byteFrom: block.offset + start, byteTo: block.offset + end };
      lines.push({ ...place, raw: shown(raw), ...explained });
    });
    return lines;
  };
}

const shown = (raw: string): string => printable(raw, longestLine);
