/** Every text one slip of the finger away: a digit wrong, two neighbours exchanged, one left out, one typed twice or more. */
export function slipsOf(digits: string): readonly string[] {
  const out = new Set<string>();
  for (let i = 0; i < digits.length; i++) {
    const [before, sign, after] = [digits.slice(0, i), digits[i] ?? '', digits.slice(i + 1)];
    for (const other of '0123456789') {
      if (other !== sign) out.add(before + other + after);
      out.add(before + other + sign + after);
    }
    out.add(before + after);
    const next = digits[i + 1];
    if (next !== undefined && next !== sign) out.add(before + next + sign + digits.slice(i + 2));
  }
  for (const other of '0123456789') out.add(digits + other);
  out.delete(digits);
  return [...out];
}
