import { calendarDate } from '#kernel';
import type { XmlElement } from '../xml-tree.ts';
import { type ComplexType, documentOf, type MessageName, type Particle, type SimpleType, typeOf } from './schema.ts';

/** Where a message breaks its schema, and how. */
export interface StructureFault {
  /** `CstmrDrctDbtInitn/PmtInf/ReqdColltnDt` */
  readonly path: string;
  readonly rule: string;
}

/** More would help nobody. */
const faultsKept = 20;

/** Compares a message with its schema: order, number, lengths, patterns, codes. */
export function checkStructure(root: XmlElement, message: MessageName): readonly StructureFault[] {
  const faults: StructureFault[] = [];
  if (root.name !== 'Document') return [{ path: root.name, rule: 'the root element is Document' }];
  checkElement(root, documentOf(message), '', faults);
  return faults.slice(0, faultsKept);
}

function checkElement(
  element: XmlElement,
  type: ComplexType | SimpleType,
  path: string,
  faults: StructureFault[],
): void {
  if (faults.length >= faultsKept || type.kind === 'any') return;
  const fault = (rule: string): void => void faults.push({ path: path === '' ? element.name : path, rule });
  const expected = type.kind === 'value' ? type.attribute : null;
  for (const name of element.attributes.keys()) if (name !== expected) fault(`the attribute ${name} is not allowed`);
  if (type.kind === 'sequence' || type.kind === 'choice') {
    if (/\S/.test(element.text)) fault('text may not stand between elements');
    const found =
      type.kind === 'sequence' ? inSequence(element, type.particles, fault) : oneOf(element, type.particles, fault);
    for (const [child, particle] of found) {
      checkElement(child, typeOf(particle.type), path === '' ? child.name : `${path}/${child.name}`, faults);
    }
    return;
  }
  if (element.children.length > 0) return fault('no element may stand here');
  if (type.kind !== 'value') return checkValue(element.text, type, fault);
  const attribute = element.attributes.get(type.attribute);
  if (attribute === undefined) fault(`the attribute ${type.attribute} is missing`);
  else checkNamed(attribute, type.attributeType, fault);
  checkNamed(element.text, type.value, fault);
}

type Report = (rule: string) => void;
type Matched = (readonly [XmlElement, Particle])[];

function inSequence({ children }: XmlElement, particles: readonly Particle[], fault: Report): Matched {
  const matched: Matched = [];
  let at = 0;
  for (const particle of particles) {
    let count = 0;
    for (let child = children[at]; child?.name === particle.name && count < particle.most; child = children[at]) {
      matched.push([child, particle]);
      at++;
      count++;
    }
    if (count < particle.least) {
      const instead = children[at];
      fault(`${particle.name} is missing${instead === undefined ? '' : ` before ${instead.name}`}`);
    }
  }
  const over = children[at];
  if (over !== undefined) fault(`${over.name} is not expected here`);
  return matched;
}

function oneOf({ children }: XmlElement, particles: readonly Particle[], fault: Report): Matched {
  const [child, ...more] = children;
  const particle = particles.find(({ name }) => name === child?.name);
  if (child === undefined || particle === undefined || more.length > 0) {
    fault(`one of ${particles.map(({ name }) => name).join(', ')} must stand here`);
    return [];
  }
  return [[child, particle]];
}

function checkNamed(text: string, typeName: string, fault: Report): void {
  const type = typeOf(typeName);
  if (type.kind === 'sequence' || type.kind === 'choice' || type.kind === 'value' || type.kind === 'any') return;
  checkValue(text, type, fault);
}

function checkValue(text: string, type: SimpleType, fault: Report): void {
  const shown = `"${text.slice(0, 40)}"`;
  switch (type.kind) {
    case 'codes':
      if (!type.codes.has(text)) fault(`${shown} is not one of ${[...type.codes].join(', ')}`);
      break;
    case 'pattern':
      if (!type.pattern.test(text)) fault(`${shown} has another form than ${type.pattern.source.slice(4, -2)}`);
      break;
    case 'text':
      if (text === '' || Array.from(text).length > type.most) fault(`${shown} must have 1 to ${type.most} signs`);
      break;
    case 'decimal':
      if (!isDecimal(text.trim(), type))
        fault(`${shown} is no number of ${type.digits} digits, ${type.fraction} of them decimals`);
      break;
    case 'boolean':
      if (!['true', 'false', '1', '0'].includes(text.trim())) fault(`${shown} is neither true nor false`);
      break;
    case 'date':
      if (!isDate(text)) fault(`${shown} is no date such as 2026-12-01`);
      break;
    case 'dateTime':
      if (!isDateTime(text)) fault(`${shown} is no time such as 2026-12-01T08:15:00`);
      break;
  }
}

function isDecimal(text: string, { digits, fraction, isUnsigned }: Extract<SimpleType, { kind: 'decimal' }>): boolean {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!parts) return false;
  const [, sign = '', whole = '', decimals = ''] = parts;
  if (whole === '' && decimals === '') return false;
  const [counted, after] = [whole.replace(/^0+/, ''), decimals.replace(/0+$/, '')];
  const isZero = counted === '' && after === '';
  return (
    counted.length + after.length <= digits && after.length <= fraction && !(isUnsigned && sign === '-' && !isZero)
  );
}

const zone = String.raw`(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?`;
const datePattern = new RegExp(String.raw`^(\d{4}-\d\d-\d\d)${zone}$`);
const dateTimePattern = new RegExp(
  String.raw`^(\d{4}-\d\d-\d\d)T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)${zone}$`,
);

const isDate = (text: string): boolean => calendarDate(datePattern.exec(text)?.[1] ?? '').ok;
const isDateTime = (text: string): boolean => calendarDate(dateTimePattern.exec(text)?.[1] ?? '').ok;
