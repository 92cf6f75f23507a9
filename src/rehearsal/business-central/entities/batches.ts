import { minor } from '#kernel';
import { code, date, dateTime, decimal, enumeration, guid, insertable, integer, text } from '../odata/entity.ts';
import { recordNotFound } from '../refusal.ts';
import { blankDate, type CollectionBatch } from '../state/world.ts';
import type { Company } from './context.ts';
import { checkCurrency } from './payments.ts';
import { definition, type EntitySet, entitySet } from './entity-set.ts';

/**
 * Our extension's batches: many payments inserted under one key, and posted in one transaction by the bound action
 * `applyAndPost`. The lines go in as text and do not come back; what each was posted as does.
 */
export function collectionBatches({ world, perform }: Company): EntitySet {
  return entitySet({
    definition: definition<CollectionBatch>({
      entitySet: 'collectionBatches',
      entity: 'collectionBatch',
      keyOf: (batch) => batch.number,
      versionOf: (batch) => batch.version,
      fields: {
        id: guid((batch) => world.ids.idOf('batch', batch.number)),
        idempotencyKey: insertable(code(100, (batch) => batch.idempotencyKey)),
        postingDate: insertable(date((batch) => batch.postingDate)),
        currencyCode: insertable(code(10, (batch) => batch.currencyCode)),
        lineCount: insertable(integer((batch) => batch.lineCount)),
        totalAmount: insertable(decimal((batch) => batch.totalAmount)),
        linesHash: insertable(text(64, (batch) => batch.linesHash)),
        lines: insertable(text(0, () => '')),
        status: enumeration(['New', 'Posted', 'Failed'], (batch) => batch.status),
        results: text(0, (batch) => batch.results),
        errorMessage: text(2048, (batch) => batch.errorMessage),
        lastModifiedDateTime: dateTime((batch) => batch.modifiedAt),
      },
    }),
    source: {
      all: () => world.batches,
      indexes: new Map([
        [
          'idempotencyKey',
          (value) => {
            const found = world.batchByKey.get(String(value));
            return found ? [found] : [];
          },
        ],
      ]),
      revision: () => world.revision,
    },
    find: (id) => world.batches[(world.ids.numberOf('batch', id) ?? 0) - 1],
    insert: (body) => {
      const fields = {
        idempotencyKey: body.text('idempotencyKey', ''),
        postingDate: body.text('postingDate', blankDate),
        currencyCode: checkCurrency(body.text('currencyCode', '')),
        lineCount: body.number('lineCount', 0),
        totalAmount: minor(body.number('totalAmount', 0)),
        linesHash: body.text('linesHash', ''),
        lines: body.text('lines', ''),
      };
      perform({ kind: 'insert batch', fields });
      const added = world.batches.at(-1);
      if (!added) throw recordNotFound();
      return added;
    },
    actions: { applyAndPost: (batch) => perform({ kind: 'apply and post batch', batch: batch.number }) },
  });
}
