import { type DescribedField, type DescribedLine, lineBlocks, longestLine, printable } from '#schemas/kit';
import {
  collectKeys,
  type Decode,
  decoderOf,
  dialectOf,
  eachDetail,
  type Mt940Dialect,
  type Mt940Field,
  mt940Cutter,
  mt940Frames,
  mt940Tags,
  numberedTitle,
  sepaKeys,
  slashCodes,
} from '#schemas/statements';
import { explainFirstLine } from './mt940-explain.ts';
import { standardMt940 } from './mt940-settings.ts';

/** Explains a bank statement or an intraday report line by line: each tag, each part, each sub-field. */
export async function* describeMt940(source: AsyncIterable<Uint8Array>): AsyncGenerator<DescribedLine> {
  const cutter = mt940Cutter(true);
  const decode = decoderOf(standardMt940.charset);
  let lines: DescribedLine[] = [];
  const visit = (field: Mt940Field): void => {
    lines.push(...describedLines(field, decode));
  };
  for await (const block of lineBlocks(source)) {
    cutter.through(block, visit);
    yield* lines;
    lines = [];
  }
  cutter.end(visit);
  yield* lines;
}

function describedLines(field: Mt940Field, decode: Decode): readonly DescribedLine[] {
  const { tag, kind, lines, places } = field;
  const known = kind === 'field' && Object.hasOwn(mt940Tags, tag) ? mt940Tags[tag] : undefined;
  const title = kind === 'field' ? (known?.title ?? 'a tag we do not know') : mt940Frames[kind];
  const isKnown = known !== undefined || (kind !== 'field' && kind !== 'noise');
  const key = isKnown ? `mt940.${kind === 'field' ? tag : kind}` : null;
  const details = tag === '86' && kind === 'field' ? detailFields(lines, decode) : null;
  return places.map((place, i): DescribedLine => {
    const text = lines[i] ?? '';
    const head = i === 0 && tag !== '' ? `:${tag}:` : '';
    const fields =
      details !== null
        ? (details[i] ?? [])
        : kind !== 'field'
          ? []
          : i === 0
            ? explainFirstLine(tag, decode(text), known?.doc ?? 'not read')
            : [plainField('supplement', decode(text), 0, supplementDocs[tag] ?? 'continued')];
    const told = i === 0 ? title : `${title}, continued`;
    return { ...place, raw: printable(head + decode(text), longestLine), key, title: told, fields };
  });
}

const supplementDocs: Readonly<Record<string, string>> = {
  '61': 'the bank’s supplementary details',
  '25P': 'BIC of the bank',
};

const plainField = (name: string, text: string, before: number, doc: string): DescribedField => ({
  name,
  from: before + 1,
  to: before + Math.max(text.length, 1),
  raw: printable(text),
  meaning: printable(text, 200),
  doc,
});

/** The sub-fields of tag 86, cut where the lines cut them: for each line what stands on it. */
function detailFields(lines: readonly string[], decode: Decode): readonly (readonly DescribedField[])[] {
  const joined = lines.join('');
  const dialect = dialectOf(joined);
  const fields: DescribedField[][] = lines.map(() => []);
  const starts: number[] = [];
  let start = 0;
  for (const line of lines) {
    starts.push(start);
    start += line.length;
  }
  const put = (name: string, from: number, to: number, doc: string): void => {
    lines.forEach((line, i) => {
      const first = starts[i] ?? 0;
      const [cutFrom, cutTo] = [Math.max(from, first), Math.min(to, first + line.length)];
      if (cutFrom >= cutTo) return;
      const before = (i === 0 ? tagWidth : 0) + cutFrom - first;
      const isMore = cutFrom > from;
      const raw = decode(joined.slice(cutFrom, cutTo));
      fields[i]?.push(plainField(isMore ? `${name} (continued)` : name, raw, before, doc));
    });
  };
  let told = 0;
  if (dialect !== 'plain') {
    eachDetail(joined, dialect, (key, keyFrom, _from, to) => {
      if (keyFrom > told)
        put('text', told, keyFrom, 'what stands before the sub-fields: the business code, and the like');
      put(partName(dialect, key), keyFrom, to, partDoc(dialect, key, joined, keyFrom));
      told = to;
    });
  }
  if (told < joined.length) put('text', told, joined.length, 'text');
  return fields;
}

/** Signs of `:86:`. */
const tagWidth = 4;

const marks: Readonly<Record<string, string>> = { 'question-marks': '?', 'angle-brackets': '<', tildes: '~' };

const partName = (dialect: Mt940Dialect, key: string): string =>
  typeof dialect === 'string' ? `${marks[dialect] ?? ''}${key}` : key;

function partDoc(dialect: Mt940Dialect, key: string, joined: string, keyFrom: number): string {
  if (dialect === 'slash-codes') return slashCodes[key] ?? '';
  if (dialect === 'keys') return collectKeys[key] ?? '';
  const sepa = joined.slice(keyFrom + 3, keyFrom + 8);
  return Object.hasOwn(sepaKeys, sepa) ? `${numberedTitle(key)}: ${sepaKeys[sepa] ?? ''}` : numberedTitle(key);
}
