import { type RawBuilder, sql } from 'kysely';

/** The figures of S1. The lines of one may be in others too: a paid line was built, sent and acknowledged as well. */
export const figureNames = [
  'built',
  'sent',
  'acknowledged',
  'paid',
  'rejected',
  'chargedBack',
  'withDifference',
  'openExceptions',
] as const;

export type FigureName = (typeof figureNames)[number];

interface Figure {
  /** Which lines (`l`) count. */
  readonly which: RawBuilder<unknown>;
  /** What each counts for, in minor units. */
  readonly minor: RawBuilder<unknown>;
}

const signed = sql`case l.direction when 'collect' then l.amount_minor else -l.amount_minor end`;

/** Each figure declared once: the sum and the list of the lines behind it follow from the same words. */
export const figures: Readonly<Record<FigureName, Figure>> = {
  built: { which: sql`true`, minor: signed },
  sent: {
    which: sql`l.state in ('exported', 'acknowledged', 'refused', 'paid', 'rejected', 'chargedBack')
      or l.state = 'withdrawn' and l.delivery_id is not null`,
    minor: signed,
  },
  acknowledged: { which: sql`l.state in ('acknowledged', 'paid', 'rejected', 'chargedBack')`, minor: signed },
  paid: { which: sql`l.state = 'paid'`, minor: sql`l.paid_minor` },
  rejected: { which: sql`l.state = 'rejected'`, minor: signed },
  chargedBack: { which: sql`l.state = 'chargedBack'`, minor: signed },
  withDifference: {
    which: sql`l.state = 'paid' and l.paid_minor <> l.amount_minor`,
    minor: sql`l.paid_minor - l.amount_minor`,
  },
  openExceptions: {
    // A set that is read once, not a question asked of every line.
    which: sql`l.id in (
      select e.subject_id from exception e where e.state = 'open' and e.subject = 'line'
      union select p.line_id from exception e join payment p on p.id = e.subject_id
        where e.state = 'open' and e.subject = 'payment' and p.line_id is not null
      union select p.line_id from exception e join posting g on g.id = e.subject_id
        join payment p on p.id = g.payment_id
        where e.state = 'open' and e.subject = 'posting' and p.line_id is not null)`,
    minor: signed,
  },
};
