import { expect, test } from 'vitest';
import type { MandateFact } from '#channels';
import { decideChange, type KnownMandate } from '#mandates';

const told: MandateFact = {
  channel: 'betalingsservice',
  lineNumber: 3,
  byteFrom: 0,
  byteTo: 0,
  recordCode: '0231',
  kind: 'registered',
  endedBy: null,
  creditorNumber: '01234560',
  debtorGroup: '00001',
  customerNumber: 'K1',
  mandateNumber: '000101529',
  validFrom: null,
  validTo: null,
  isElectronicSlip: false,
};
const cancelled = { kind: 'cancelled', endedBy: 'debtor', recordCode: '0232' } as const;
const active: KnownMandate = { mandateNumber: '000101529', debtorGroup: '00001', status: 'Active' };

interface Case {
  readonly what: string;
  readonly fact?: Partial<MandateFact>;
  readonly known?: readonly KnownMandate[];
  readonly change: 'register' | 'cancel' | null;
}

const cases: readonly Case[] = [
  { what: 'a mandate nobody knows', change: 'register' },
  { what: 'an active one of a full list that nobody knows', fact: { kind: 'active' }, change: 'register' },
  { what: 'one that is known', known: [active], change: null },
  { what: 'one that was cancelled before', known: [{ ...active, status: 'Cancelled' }], change: 'register' },
  {
    what: 'one that is pending under no number',
    known: [{ ...active, mandateNumber: '', status: 'Pending' }],
    change: 'register',
  },
  { what: 'one of another debtor group', known: [{ ...active, debtorGroup: '00002' }], change: 'register' },
  { what: 'one that is known without a group', known: [{ ...active, debtorGroup: '' }], change: null },
  { what: 'a cancellation of a known one', fact: cancelled, known: [active], change: 'cancel' },
  { what: 'a cancellation of one nobody knows', fact: cancelled, change: null },
  { what: 'a cancellation told again', fact: cancelled, known: [{ ...active, status: 'Cancelled' }], change: null },
  {
    what: 'a cancellation of another number',
    fact: { ...cancelled, mandateNumber: '999' },
    known: [active],
    change: null,
  },
  {
    what: 'a channel without numbers',
    fact: { ...cancelled, mandateNumber: '', debtorGroup: '' },
    known: [active],
    change: 'cancel',
  },
  {
    what: 'an agreement about electronic slips',
    fact: { isElectronicSlip: true, mandateNumber: '999999999' },
    change: null,
  },
  { what: 'a record without a customer', fact: { customerNumber: '' }, change: null },
];

test.each(cases)('$what proposes $change', ({ fact, known = [], change }) => {
  expect(decideChange({ ...told, ...fact }, known)?.kind ?? null).toBe(change);
});

test('the explanation says who ended it and which record told it', () => {
  expect(decideChange({ ...told, ...cancelled }, [active])?.explanation).toBe(
    'cancelled by the debtor, told by record 0232',
  );
});
