import { seeded } from '../../kit/seeded.ts';
import { type SchemeCode, schemeCodes, type World } from '../state/world.ts';

/** Of each ten customers one is drawn for each of the smaller schemes; all the others stay with Betalingsservice Total. */
const blockSize = 10;

/**
 * The scheme a customer is drawn for. Ten customers in a row always hold every scheme, so that small worlds have them,
 * too; which of the ten is whose follows from the seed. A scheme the world does not have falls to Total.
 */
export function schemeDrawn({ seed, schemes }: World, index: number): SchemeCode {
  if (schemes.length < 2) return schemes[0] ?? 'BS';
  const random = seeded(seed, 'schemes', Math.floor(index / blockSize));
  const places = Array.from({ length: blockSize }, (_, place) => place);
  for (const scheme of schemeCodes.filter((code) => code !== 'BS')) {
    const place = random.pick(places);
    places.splice(places.indexOf(place), 1);
    if (place === index % blockSize) return schemes.includes(scheme) ? scheme : 'BS';
  }
  return 'BS';
}
