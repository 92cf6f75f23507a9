/**
 * The lower bound of the precision that some tries prove: with 95 % confidence it is at least this (Clopper and Pearson, one
 * side). All of 299 right prove 99 %; none tried proves nothing.
 */
export function lowerBound(right: number, tried: number): number {
  if (tried === 0 || right === 0) return 0;
  if (right === tried) return 0.05 ** (1 / tried);
  let [low, high] = [0, right / tried];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (atLeast(right, tried, middle) < 0.05) low = middle;
    else high = middle;
  }
  return low;
}

/** The chance of so many or more right ones, when each is right with this probability. */
function atLeast(right: number, tried: number, probability: number): number {
  let sum = 0;
  for (let wrong = 0; wrong <= tried - right; wrong++) {
    const ways = logFactorial(tried) - logFactorial(wrong) - logFactorial(tried - wrong);
    sum += Math.exp(ways + (tried - wrong) * Math.log(probability) + wrong * Math.log1p(-probability));
  }
  return sum;
}

/** Stirling's series; exact enough from 10 on, counted below. */
function logFactorial(n: number): number {
  if (n < 10) {
    let log = 0;
    for (let factor = 2; factor <= n; factor++) log += Math.log(factor);
    return log;
  }
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
}
