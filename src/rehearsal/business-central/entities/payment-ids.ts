import { code, date, dateTime, enumeration, guid, insertable, integer, writable } from '../odata/entity.ts';
import { recordNotFound } from '../refusal.ts';
import { blankDate, type CollectionPaymentId, paymentIdStatuses } from '../state/world.ts';
import type { Company } from './context.ts';
import { definition, type EntitySet, entitySet } from './entity-set.ts';

/**
 * Our extension's payment ids: each number once in the company, its owner for ever. What may change is that it is retired;
 * there is no delete.
 */
export function collectionPaymentIds({ world, perform }: Company): EntitySet {
  return entitySet({
    definition: definition<CollectionPaymentId>({
      entitySet: 'collectionPaymentIds',
      entity: 'collectionPaymentId',
      keyOf: (paymentId) => paymentId.number,
      versionOf: (paymentId) => paymentId.version,
      fields: {
        id: guid((paymentId) => world.ids.idOf('paymentId', paymentId.number)),
        customerNumber: insertable(code(20, (paymentId) => paymentId.customer.code)),
        entryNumber: insertable(integer((paymentId) => paymentId.entryNumber)),
        scheme: insertable(code(20, (paymentId) => paymentId.scheme)),
        paymentId: insertable(code(50, (paymentId) => paymentId.paymentId)),
        validFrom: insertable(date((paymentId) => paymentId.validFrom)),
        validTo: writable(date((paymentId) => paymentId.validTo)),
        status: writable(enumeration(paymentIdStatuses, (paymentId) => paymentId.status)),
        lastModifiedDateTime: dateTime((paymentId) => paymentId.modifiedAt),
      },
    }),
    source: {
      all: () => world.paymentIds,
      indexes: new Map([
        [
          'paymentId',
          (value) => {
            const found = world.paymentIdByValue.get(String(value));
            return found ? [found] : [];
          },
        ],
      ]),
      revision: () => world.revision,
    },
    find: (id) => world.paymentIds[(world.ids.numberOf('paymentId', id) ?? 0) - 1],
    insert: (body) => {
      const fields = {
        customerNumber: body.text('customerNumber', ''),
        entryNumber: body.number('entryNumber', 0),
        scheme: body.text('scheme', ''),
        paymentId: body.text('paymentId', ''),
        validFrom: body.text('validFrom', blankDate),
        validTo: body.text('validTo', blankDate),
        status: statusOf(body.text('status', 'Active')),
      };
      perform({ kind: 'insert payment id', fields });
      const added = world.paymentIds.at(-1);
      if (!added) throw recordNotFound();
      return added;
    },
    modify: (paymentId, body) => {
      const fields = {
        validTo: body.text('validTo', paymentId.validTo),
        status: statusOf(body.text('status', paymentId.status)),
      };
      perform({ kind: 'change payment id', paymentId: paymentId.number, fields });
    },
  });
}

const statusOf = (name: string) => paymentIdStatuses.find((known) => known === name) ?? 'Active';
