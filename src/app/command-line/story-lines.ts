import { danishAmount, minor } from '#kernel';
import type { LineStory } from '#posting';
import { table } from './terminal.ts';

const kroner = (amount: number): string => danishAmount(minor(amount));

/** One line's story for people: what it is, what it collects, where its bytes lie, what came back, and all that happened. */
export const storyLines = (story: LineStory): readonly string[] => [
  `Line ${story.line.reference}, customer ${story.line.customerNumber}: ${kroner(story.line.minor)} ${story.line.currency} on ${story.line.paymentDate}, ${story.line.state}`,
  `Journal ${story.journal.id} (section ${story.journal.section}), built by ${story.journal.builtBy}, approved by ${story.journal.approvedBy ?? 'nobody yet'}`,
  '',
  'It collects',
  ...table(
    story.claims.map((claim) => [
      `  ${claim.documentType || 'Entry'}`,
      claim.documentNumber,
      `due ${claim.dueDate ?? '-'}`,
      kroner(claim.minor).padStart(14),
      `entry ${claim.entryNumber}`,
    ]),
  ),
  '',
  'It was sent in',
  ...story.deliveries.flatMap((delivery) => [
    `  ${delivery.fileName} (delivery ${delivery.deliveryNumber}, ${delivery.state}), ${delivery.size} bytes`,
    `    sha256 ${delivery.sha256}`,
  ]),
  '',
  'What came back',
  ...story.payments.flatMap(paymentLines),
  ...(story.exceptions.length > 0 ? ['', 'In the error log'] : []),
  ...story.exceptions.map(
    ({ id, code, state, acted }) => `  ${id} ${code}, ${state}${acted ? ` by ${acted.by}: ${acted.reason}` : ''}`,
  ),
  '',
  'Everything that happened',
  ...story.events.map((event) => `  ${event.at.toISOString().slice(0, 16)}  ${event.by.padEnd(22)} ${event.text}`),
];

function paymentLines(payment: LineStory['payments'][number]): readonly string[] {
  const { posting } = payment;
  const where = payment.bytes ? `, bytes ${payment.bytes.from}-${payment.bytes.to}` : '';
  return [
    `  ${payment.kind} (${payment.recordCode}) ${kroner(payment.actualMinor)}, ${payment.state}: ${payment.file.fileName} line ${payment.lineNumber}${where}`,
    ...payment.allocations.map(
      ({ entryNumber, minor: amount, rung }) =>
        `    ${kroner(amount)} to ${entryNumber === null ? 'the account' : `entry ${entryNumber}`}, by ${rung}`,
    ),
    ...(posting
      ? [
          `    posted ${posting.postingDate}: ${posting.state} ${posting.documentNumber ?? ''} ${posting.bcEntryNumber ? `(entry ${posting.bcEntryNumber})` : ''} ${posting.bcText ?? ''}`.trimEnd(),
        ]
      : []),
  ];
}
