import { reasonMeaning, statusMeaning } from '#schemas/iso20022';
import type { Finding } from '#schemas/kit';
import { at, childrenOf, textAt, type XmlElement } from '#schemas/xml';
import { findingAt, type MessageRules } from './lint-message.ts';

const paths = {
  group: 'Document/*/OrgnlGrpInfAndSts',
  payment: 'Document/*/OrgnlPmtInfAndSts',
  transaction: 'Document/*/OrgnlPmtInfAndSts/TxInfAndSts',
} as const;

const statusNameOf = (path: string): string =>
  path === paths.group ? 'GrpSts' : path === paths.payment ? 'PmtInfSts' : 'TxSts';

/** What is odd in a status report. The bank wrote it, so nothing here is a fault of ours; the reader copes with it all. */
export const pain002Rules: MessageRules = {
  kind: 'pain.002',
  records: Object.values(paths),
  start: () => {
    let groupStatus = '';
    return {
      record: ({ element, path, within }) => {
        if (path === paths.group) groupStatus = textAt(element, 'GrpSts');
        const above = textAt(within[0], 'PmtInfSts') || groupStatus;
        return [
          ...statusFindings(element, statusNameOf(path), path === paths.group ? '' : above),
          ...reasonFindings(element),
          ...countFindings(element),
        ];
      },
      end: () => [],
    };
  },
};

function statusFindings(element: XmlElement, name: string, above: string): readonly Finding[] {
  const stated = at(element, name);
  const code = stated?.text.trim() ?? '';
  const findings: Finding[] = [];
  if (stated && code !== '' && statusMeaning(code).outcome === 'unknown') {
    const remedy = 'It is kept as it came; ask the bank what it means.';
    findings.push(findingAt(stated, name, 'a status we know', remedy, 'warning'));
  }
  const isRejected = statusMeaning(code).outcome === 'rejected';
  if (stated && isRejected && childrenOf(element, 'StsRsnInf').length === 0 && name === 'TxSts') {
    const remedy = 'Ask the bank why, if it is not said for the batch or the file.';
    findings.push(findingAt(stated, 'StsRsnInf', 'a reason for the rejection', remedy, 'warning'));
  }
  if (stated && !isRejected && code !== '' && statusMeaning(above).outcome === 'rejected' && name !== 'GrpSts') {
    const remedy = 'Its own status is believed; ask the bank which one holds.';
    findings.push(findingAt(stated, name, 'RJCT, as what it belongs to is rejected', remedy, 'warning'));
  }
  return findings;
}

function reasonFindings(element: XmlElement): readonly Finding[] {
  return childrenOf(element, 'StsRsnInf').flatMap((reason) => {
    const code = at(reason, 'Rsn', 'Cd') ?? at(reason, 'Rsn', 'Prtry');
    if (!code || reasonMeaning(code.text.trim()) !== null) return [];
    const remedy = 'It is kept as it came; the bank’s own list says what it means.';
    return [findingAt(code, 'StsRsnInf/Rsn', 'a reason of the ISO list', remedy, 'warning')];
  });
}

function countFindings(element: XmlElement): readonly Finding[] {
  const stated = at(element, 'OrgnlNbOfTxs');
  const counts = childrenOf(element, 'NbOfTxsPerSts').map((count) => textAt(count, 'DtldNbOfTxs'));
  if (!stated || counts.length === 0 || !counts.every((count) => /^\d{1,15}$/.test(count))) return [];
  const sum = counts.reduce((total, count) => total + BigInt(count), 0n);
  if (!/^\d{1,15}$/.test(stated.text.trim()) || BigInt(stated.text.trim()) === sum) return [];
  const remedy = 'Some transactions have no status yet, or the bank counted wrongly.';
  return [findingAt(stated, 'OrgnlNbOfTxs', `${sum}, the sum of NbOfTxsPerSts`, remedy, 'warning')];
}
