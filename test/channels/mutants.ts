/** A seeded generator (mulberry32): the same seed gives the same mutants on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Bytes that break parsers more often than others do. */
const nasty = Buffer.from('0123456789 \r\n\0BS+-*.\u00ff\u009f\u001a\t', 'latin1');

/** One to four random changes of a file: bytes changed, taken out, put in; lines doubled or lost; the end cut off. */
export function mutant(original: Buffer, random: () => number): Buffer {
  const pick = (limit: number): number => Math.floor(random() * limit);
  let bytes = Buffer.from(original);
  for (let changes = 1 + pick(4); changes > 0; changes--) {
    const at = pick(bytes.length);
    const byte = random() < 0.5 ? (nasty[pick(nasty.length)] ?? 0) : pick(256);
    switch (pick(12)) {
      case 0:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(3))]);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]);
        break;
      case 2:
        bytes = bytes.subarray(0, at + 1);
        break;
      case 3: {
        const lines = bytes.toString('latin1').split('\n');
        const line = pick(lines.length);
        lines.splice(pick(lines.length + 1), 0, lines[line] ?? '');
        bytes = Buffer.from(lines.join('\n'), 'latin1');
        break;
      }
      case 4: {
        const lines = bytes.toString('latin1').split('\n');
        lines.splice(pick(lines.length), 1);
        bytes = Buffer.from(lines.join('\n'), 'latin1');
        break;
      }
      default:
        bytes[at] = byte;
    }
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}
