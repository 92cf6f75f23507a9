import { code, date, dateTime, enumeration, guid, insertable, writable } from '../odata/entity.ts';
import type { Body } from '../odata/body.ts';
import { recordNotFound } from '../refusal.ts';
import { type Agreement, agreementStatuses, blankDate } from '../state/world.ts';
import type { AgreementFields } from '../state/commands.ts';
import type { Company } from './context.ts';
import { definition, type EntitySet, entitySet } from './entity-set.ts';

/** Agreements between customers and collection schemes; for Betalingsservice these are the mandates. */
export function collectionAgreements({ world, perform }: Company): EntitySet {
  return entitySet({
    definition: definition<Agreement>({
      entitySet: 'collectionAgreements',
      entity: 'collectionAgreement',
      keyOf: (agreement) => agreement.number,
      versionOf: (agreement) => agreement.version,
      fields: {
        id: guid((agreement) => world.ids.idOf('agreement', agreement.number)),
        customerNumber: insertable(code(20, (agreement) => agreement.customer.code)),
        schemeCode: insertable(code(20, (agreement) => agreement.schemeCode)),
        agreementNumber: writable(code(20, (agreement) => agreement.agreementNumber)),
        status: writable(enumeration(agreementStatuses, (agreement) => agreement.status)),
        validFrom: writable(date((agreement) => agreement.validFrom)),
        validTo: writable(date((agreement) => agreement.validTo)),
        debtorGroupNumber: writable(code(5, (agreement) => agreement.debtorGroupNumber)),
        lastModifiedDateTime: dateTime((agreement) => agreement.modifiedAt),
      },
    }),
    source: {
      all: () => world.agreements,
      indexes: new Map([['customerNumber', (value) => world.customerByCode.get(String(value))?.agreements ?? []]]),
      revision: () => world.revision,
    },
    find: (id) => {
      const number = world.ids.numberOf('agreement', id);
      return world.agreements.find((agreement) => agreement.number === number);
    },
    insert: (body) => {
      perform({ kind: 'insert agreement', fields: fieldsOf(body) });
      const added = world.agreements.at(-1);
      if (!added) throw recordNotFound();
      return added;
    },
    modify: (agreement, body) =>
      perform({ kind: 'change agreement', agreement: agreement.number, fields: fieldsOf(body, agreement) }),
    remove: (agreement) => perform({ kind: 'remove agreement', agreement: agreement.number }),
  });
}

function fieldsOf(body: Body, before?: Agreement): AgreementFields {
  const status = body.text('status', before?.status ?? 'Pending');
  return {
    customerNumber: body.text('customerNumber', before?.customer.code ?? ''),
    schemeCode: body.text('schemeCode', before?.schemeCode ?? ''),
    agreementNumber: body.text('agreementNumber', before?.agreementNumber ?? ''),
    status: agreementStatuses.find((known) => known === status) ?? 'Pending',
    validFrom: body.text('validFrom', before?.validFrom ?? blankDate),
    validTo: body.text('validTo', before?.validTo ?? blankDate),
    debtorGroupNumber: body.text('debtorGroupNumber', before?.debtorGroupNumber ?? ''),
  };
}
