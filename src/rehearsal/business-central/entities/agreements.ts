import { code, date, dateTime, enumeration, guid, insertable, text, writable } from '../odata/entity.ts';
import type { Body } from '../odata/body.ts';
import { fieldRefused, isBlank, recordNotFound } from '../refusal.ts';
import { type Agreement, agreementStatuses, blankDate, schemeCodes } from '../state/world.ts';
import type { AgreementFields } from '../state/commands.ts';
import type { Company } from './context.ts';
import { definition, type EntitySet, entitySet } from './entity-set.ts';

/** Agreements between customers and collection schemes: the mandates. SEPA's have a number of up to 35 signs. */
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
        agreementNumber: writable(code(35, (agreement) => agreement.agreementNumber)),
        status: writable(enumeration(agreementStatuses, (agreement) => agreement.status)),
        validFrom: writable(date((agreement) => agreement.validFrom)),
        validTo: writable(date((agreement) => agreement.validTo)),
        debtorGroupNumber: writable(code(5, (agreement) => agreement.debtorGroupNumber)),
        debtorIban: writable(text(34, (agreement) => agreement.debtorIban)),
        debtorBic: writable(text(11, (agreement) => agreement.debtorBic)),
        signedOn: writable(date((agreement) => agreement.signedOn)),
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
  const schemeCode = body.text('schemeCode', before?.schemeCode ?? '');
  const validFrom = body.text('validFrom', before?.validFrom ?? blankDate);
  const validTo = body.text('validTo', before?.validTo ?? blankDate);
  checkFields(body.text('customerNumber', before?.customer.code ?? ''), schemeCode, validFrom, validTo);
  return {
    customerNumber: body.text('customerNumber', before?.customer.code ?? ''),
    schemeCode,
    agreementNumber: body.text('agreementNumber', before?.agreementNumber ?? ''),
    status: agreementStatuses.find((known) => known === status) ?? 'Pending',
    validFrom,
    validTo,
    debtorGroupNumber: body.text('debtorGroupNumber', before?.debtorGroupNumber ?? ''),
    debtorIban: body.text('debtorIban', before?.debtorIban ?? ''),
    debtorBic: body.text('debtorBic', before?.debtorBic ?? ''),
    signedOn: body.text('signedOn', before?.signedOn ?? blankDate),
  };
}

/** What the table's field triggers refuse. Whether the customer exists is asked where it is looked up. */
function checkFields(customerNumber: string, schemeCode: string, validFrom: string, validTo: string): void {
  if (isBlank(customerNumber)) throw fieldRefused('Customer No. must have a value in COL Agreement.');
  if (isBlank(schemeCode)) throw fieldRefused('Scheme Code must have a value in COL Agreement.');
  if (!schemeCodes.some((known) => known === schemeCode)) {
    throw fieldRefused(
      `The field Scheme Code contains a value (${schemeCode}) that cannot be found in the related table (COL Scheme).`,
    );
  }
  if (validTo !== blankDate && validFrom !== blankDate && validTo < validFrom) {
    throw fieldRefused(`Valid To (${validTo}) must not be before Valid From (${validFrom}).`);
  }
}
