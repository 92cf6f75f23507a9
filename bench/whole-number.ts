/** A whole number that somebody typed; anything else ends the program with a word about it. */
export function wholeNumber(name: string, text: string, least = 0): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  return value >= least ? value : refuse(`--${name} must be a whole number of at least ${least}, not "${text}"`);
}

export function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
