/** Texts that elements do not like, and some that others do. */
const nasty = ['', ' ', 'X', '0', '-1', '1.234567', 'true', 'EUR', '2026-02-30', '2026-12-01', '2026-12-01T08:15:00Z'];
const longer = [
  'A'.repeat(36),
  'A'.repeat(141),
  'DE89370400440532013000',
  'DEUTDEFF',
  'FRST',
  '000000000000000000001.50',
];

/** One change of the elements: one lost, doubled, moved, renamed, emptied, or with another text. */
export function elementMutant(text: string, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const leaves = [...text.matchAll(/<(\w+)( [^<>]*)?>([^<>]*)<\/\1>/g)];
  const leaf = pick(leaves);
  const at = leaf.index;
  const whole = leaf[0];
  const replaceBy = (other: string): string => text.slice(0, at) + other + text.slice(at + whole.length);
  const [, name = '', attributes = '', value = ''] = leaf;
  const renamed = (other: string): string => replaceBy(`<${other}>${value}</${other}>`);
  switch (Math.floor(random() * 9)) {
    case 0:
      return replaceBy('');
    case 1:
      return replaceBy(whole + whole);
    case 2: {
      const other = pick(leaves);
      return replaceBy(other[0]);
    }
    case 3:
      return renamed(pick(leaves)[1] ?? '');
    case 4:
      return replaceBy(`<${name}${attributes}><Xyz/></${name}>`);
    case 5: {
      const next = leaves[leaves.indexOf(leaf) + 1];
      if (!next) return replaceBy('');
      return text.slice(0, at) + next[0] + whole + text.slice(next.index + next[0].length);
    }
    case 6:
      return replaceBy(`<${name}>${value}</${name}>`);
    default:
      return replaceBy(`<${name}${attributes}>${pick(random() < 0.6 ? nasty : longer)}</${name}>`);
  }
}

/** Changes that ask for the limits of every kind of element once: lost, doubled, and texts around the usual lengths. */
export function boundaryMutants(text: string): readonly string[] {
  const seen = new Set<string>();
  return [
    ...text.matchAll(/<(\w+)>(?:<\w+>)?<(\w+)( [^<>]*)?>([^<>]*)<\/\2>|<(\w+)( [^<>]*)?>([^<>]*)<\/\5>/g),
  ].flatMap((found) => {
    const name = found[2] ?? found[5] ?? '';
    const attributes = found[3] ?? found[6] ?? '';
    const value = found[4] ?? found[7] ?? '';
    const kind = `${found[1] ?? ''}/${name}`;
    if (seen.has(kind)) return [];
    seen.add(kind);
    const leaf = `<${name}${attributes}>${value}</${name}>`;
    const at = found.index + found[0].lastIndexOf(leaf);
    const put = (other: string): string => text.slice(0, at) + other + text.slice(at + leaf.length);
    const lengths = [4, 5, 34, 35, 36].map((length) => put(`<${name}${attributes}>${'A'.repeat(length)}</${name}>`));
    return [put(''), put(leaf + leaf), ...lengths];
  });
}
