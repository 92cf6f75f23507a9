import { boolean, code, date, dateTime, guid, integer, text } from '../odata/entity.ts';
import type { World } from '../state/world.ts';
import { blankGuid, type Company, localCurrency } from './context.ts';
import { definition, type EntitySet, entitySet, plainSource } from './entity-set.ts';

type Setup = World['setup'];

/** Our extension's handshake: one row that says which version answers and which dates may be posted on. */
export function collectionSetup({ world }: Company): EntitySet {
  return oneRow(world, 'setup', {
    entitySet: 'collectionSetup',
    entity: 'collectionSetup',
    keyOf: (setup) => setup.number,
    versionOf: (setup) => setup.version,
    fields: {
      id: guid(() => world.ids.idOf('setup', 1)),
      enabled: boolean(() => true),
      apiVersion: text(10, () => '1.0'),
      extensionVersion: text(20, () => '1.0.0.0'),
      lcyCode: code(10, () => localCurrency),
      allowPostingFrom: date((setup) => setup.allowPostingFrom),
      allowPostingTo: date((setup) => setup.allowPostingTo),
      lastModifiedDateTime: dateTime((setup) => setup.modifiedAt),
    },
  });
}

/** Standard `generalLedgerSetup`, read-only (business-central.md 1.4). */
export function generalLedgerSetup({ world }: Company): EntitySet {
  const blank = (): string => '';
  return oneRow(world, 'generalLedgerSetup', {
    entitySet: 'generalLedgerSetup',
    entity: 'generalLedgerSetup',
    keyOf: (setup) => setup.number,
    versionOf: (setup) => setup.version,
    fields: {
      id: guid(() => world.ids.idOf('generalLedgerSetup', 1)),
      allowPostingFrom: date((setup) => setup.allowPostingFrom),
      allowPostingTo: date((setup) => setup.allowPostingTo),
      additionalReportingCurrency: code(10, blank),
      localCurrencyCode: code(10, () => localCurrency),
      localCurrencySymbol: text(10, () => 'kr'),
      lastModifiedDateTime: dateTime((setup) => setup.modifiedAt),
      allowQueryFromConsolidation: boolean(() => false),
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`shortcutDimension${n}Code`, code<Setup>(20, blank)])),
    },
  });
}

function oneRow(
  world: World,
  table: 'setup' | 'generalLedgerSetup',
  parts: Parameters<typeof definition<Setup>>[0],
): EntitySet {
  return entitySet({
    definition: definition<Setup>(parts),
    source: plainSource(
      () => [world.setup],
      () => world.revision,
    ),
    find: (id) => (world.ids.numberOf(table, id) === 1 ? world.setup : undefined),
  });
}

/** The system table of companies, the same under every API. */
export function companies(world: World): EntitySet {
  const founded = { number: 1, at: world.foundedAt };
  type Founded = typeof founded;
  return entitySet({
    definition: definition<Founded>({
      entitySet: 'companies',
      entity: 'company',
      keyOf: (company) => company.number,
      fields: {
        id: guid(() => companyId(world)),
        systemVersion: text(0, () => '27.0.0.0'),
        timestamp: integer(() => 50_516),
        name: text(30, () => world.companyName),
        displayName: text(250, () => world.companyName),
        businessProfileId: text(250, () => ''),
        systemCreatedAt: dateTime((company) => company.at),
        systemCreatedBy: guid(() => blankGuid),
        systemModifiedAt: dateTime((company) => company.at),
        systemModifiedBy: guid(() => blankGuid),
      },
    }),
    source: plainSource(
      () => [founded],
      () => 0,
    ),
    find: (id) => (id === companyId(world) ? founded : undefined),
  });
}

export const companyId = (world: World): string => world.ids.idOf('company', 1);
