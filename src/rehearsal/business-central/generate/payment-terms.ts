import { addDays, type CalendarDate, type Minor, minor } from '#kernel';
import { seeded } from '../../kit/seeded.ts';
import type { PaymentTerms } from '../state/ledger.ts';
import { blankDate, type DocumentType, type World } from '../state/world.ts';

export interface Document {
  readonly number: number;
  readonly documentType: DocumentType;
  /** Above zero, whatever the document is. */
  readonly amount: Minor;
  readonly postingDate: CalendarDate;
}

/**
 * Payment discount and tolerance of a seeded document, as payment terms and General Ledger Setup would have given them:
 * `1M(8D)` is one or two percent within eight days, and invoices here and there have days of grace or a tolerance.
 *
 * Drawn apart from everything else of the document, so that a seed's documents are the same with it and without.
 */
export function termsOf(world: World, { number, documentType, amount, postingDate }: Document): PaymentTerms {
  const random = seeded(world.seed, 'payment terms', number);
  const hasDiscount = documentType === 'Invoice' && random.chance(0.12);
  const percent = random.pick([1, 2, 2]);
  const graceInDays = random.pick([0, 0, 3]);
  const tolerated = random.chance(0.1) ? random.pick([50, 100, 500]) : 0;
  const discount = Math.floor((amount * percent + 50) / 100);
  const until = addDays(postingDate, 8);
  const isGiven = hasDiscount && discount > 0;
  return {
    discountDate: isGiven ? until : blankDate,
    discount: minor(isGiven ? discount : 0),
    discountToleranceDate: isGiven && graceInDays > 0 ? addDays(until, graceInDays) : blankDate,
    // Never more than a hundredth of the amount: a tolerance that closes a claim unpaid would be no rehearsal.
    tolerance: minor(documentType === 'Invoice' ? Math.min(tolerated, Math.floor(amount / 100)) : 0),
  };
}

/** Some documents were posted for a department (dimension AFDELING), as sales in CRONUS are; drawn apart, too. */
export function departmentOf(world: World, number: number): Readonly<Record<string, string>> {
  const random = seeded(world.seed, 'department', number);
  return random.chance(0.5) ? { AFDELING: random.pick(['SALG', 'ADM', 'PROD']) } : {};
}
