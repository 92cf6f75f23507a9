const letters: Readonly<Record<string, string>> = {
  æ: 'ae',
  ø: 'oe',
  å: 'aa',
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  œ: 'oe',
};

/** Lower case and plain letters; `ø`, `oe` and `o` are one, so are `æ`, `ae` and `a`, `å`, `aa` and `a`, `ü`, `ue` and `u`. */
export function foldLetters(name: string): string {
  const lower = name.toLowerCase();
  // eslint-disable-next-line no-control-regex -- plain ASCII is by far the most common and needs no more.
  const plain = /^[\x00-\x7f]*$/.test(lower)
    ? lower
    : lower
        .normalize('NFC')
        .replaceAll(/[æøåäöüßłđðþœ]/g, (sign) => letters[sign] ?? sign)
        .normalize('NFD')
        .replaceAll(/[\u0300-\u036f]/g, '');
  return plain.replaceAll(/([aou])e/g, '$1').replaceAll('aa', 'a');
}
