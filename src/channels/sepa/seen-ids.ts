/** Remembers ids without keeping them: eight bytes and a little more for each, so that a million take some 40 MB. */
export interface SeenIds {
  /** Whether it was not there before. Once in some thousand files of a million ids two different ones are taken for one. */
  readonly add: (id: string) => boolean;
}

/** More than any one file has; ids behind it are not compared. */
const mostIds = 2_000_000;

export function seenIds(): SeenIds {
  const seen = new Set<number>();
  return {
    add: (id) => {
      const mark = hash(id);
      if (seen.has(mark)) return false;
      if (seen.size < mostIds) seen.add(mark);
      return true;
    },
  };
}

/** 52 bits out of two mixes of 26. */
function hash(text: string): number {
  let one = 0x811c9dc5;
  let two = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two + code, 0x85ebca6b) ^ (two >>> 13);
  }
  return ((one ^ (one >>> 15)) >>> 6) * 0x4000000 + ((two ^ (two >>> 16)) >>> 6);
}
