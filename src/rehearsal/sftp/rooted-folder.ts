import { realpathSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** Turns a path as the client names it into one below the root; `..` cannot leave it, and neither can a link. */
export interface RootedFolder {
  /** The client's own view of the path, absolute and without dots. */
  readonly view: (path: string) => string;
  /** Where it lies on the disk, or null when a link would lead out of the root. */
  readonly locate: (path: string) => string | null;
}

export function rootedFolder(root: string): RootedFolder {
  const real = realpathSync(root);
  const view = (path: string): string => {
    const normal = posix.normalize(posix.join('/', path));
    return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
  };
  return {
    view,
    locate: (path) => {
      if (path.includes('\0')) return null;
      const local = join(real, view(path));
      return isInside(real, local) ? local : null;
    },
  };
}

function isInside(root: string, local: string): boolean {
  const found = realOrNull(local) ?? realOrNull(posix.dirname(local));
  // What does not exist, in a folder that does not exist, can be named; every request on it fails by itself.
  return found === null || found === root || found.startsWith(root + sep);
}

function realOrNull(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
