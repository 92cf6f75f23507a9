import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installWhenMissing } from '#test/install-debian';

const xmlsec = '/usr/bin/xmlsec1';

/** An attribute that holds ids, and the element it stands on: `wsu namespace`, `Timestamp`, `Id`. */
export interface IdAttribute {
  readonly namespace: string;
  readonly element: string;
  readonly attribute: string;
}

/** Debian's xmlsec1: another program's word on XML signatures. */
export interface XmlSec {
  /** Null: the signature holds; otherwise what the program said. */
  readonly verify: (xml: string, certificate: string, ids?: readonly IdAttribute[]) => string | null;
  /** Fills in a signature template. */
  readonly sign: (template: string, privateKey: string, certificate: string) => string;
  readonly close: () => void;
}

export function startXmlSec(): XmlSec {
  installWhenMissing(xmlsec, 'xmlsec1');
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-xmlsec-'));
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    verify(xml, certificate, ids = []) {
      const attributes = ids.flatMap(({ namespace, element, attribute }) => [
        `--id-attr:${attribute}`,
        `${namespace}:${element}`,
      ]);
      const key = ['--pubkey-cert-pem', put('certificate.pem', certificate)];
      try {
        execFileSync(xmlsec, ['--verify', ...key, ...attributes, put('signed.xml', xml)], { stdio: 'pipe' });
        return null;
      } catch (thrown) {
        return thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) : String(thrown);
      }
    },
    sign(template, privateKey, certificate) {
      const key = `${put('key.pem', privateKey)},${put('certificate.pem', certificate)}`;
      const out = join(folder, 'out.xml');
      execFileSync(xmlsec, ['--sign', '--output', out, '--privkey-pem', key, put('template.xml', template)], {
        stdio: 'pipe',
      });
      return readFileSync(out, 'utf8');
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
