import { type Finding, printable } from '#schemas/kit';
import type { XmlAttributes, XmlPlace, XmlSink, XmlText } from '#schemas/xml';
import { type MessageName, messageOf } from './messages.ts';
import { type ElementRule, type ElementType, structureOf } from './structure.ts';

/** Checks that each element stands where the message allows it and holds what it may, while the file is read. */
export interface StructureCheck {
  readonly sink: XmlSink;
  /** What was found since it was last asked. After a thousand findings one says that there are more. */
  readonly take: () => readonly Finding[];
  /** Which message it is; null until the first child of `Document` was read, or when it is none we know. */
  readonly message: () => MessageName | null;
}

/** An element that is open. */
interface Open {
  readonly name: string;
  readonly type: ElementType;
  /** Place among its type's children, and how often the one there came. */
  at: number;
  count: number;
  text: string;
  line: number;
  column: number;
}

const mostFindings = 1000;
const nobodyKnows: ElementType = { kind: 'any' };

export function structureCheck(): StructureCheck {
  const open: Open[] = [];
  const findings: Finding[] = [];
  let told = 0;
  let depth = 0;
  let message: MessageName | null = null;
  let severity: Finding['severity'] = 'fault';

  const report = (at: Spot, value: string, expected: string, remedy: string): void => {
    told += 1;
    if (told > mostFindings) return;
    const { line, column, width, name } = at;
    const field = [...open.map((element) => element.name), ...(name === undefined ? [] : [name])].slice(1).join('/');
    const place = { severity, lineNumber: line, from: column, to: column + Math.max(width, 1) - 1 };
    findings.push({ ...place, field: field || 'Document', value: printable(value), expected, remedy });
    if (told < mostFindings) return;
    const more = { field: 'file', value: `${told} findings`, expected: 'a file that fits its schema' };
    findings.push({ ...place, ...more, remedy: 'There may be more; correct these first.' });
  };

  /** The type of the first child of `Document`; severe only where we know the very version. */
  const bodyOf = (name: string, namespace: string): ElementType => {
    message = messageOf(namespace, name);
    severity = message?.isKnownVersion === true && !message.isNational ? 'fault' : 'warning';
    return (message && structureOf(message)) ?? nobodyKnows;
  };

  const typeOf = (name: string, namespace: string, place: XmlPlace): ElementType => {
    if (depth === 0) return nobodyKnows;
    if (depth === 1) return message === null ? bodyOf(name, namespace) : nobodyKnows;
    const parent = open.at(-1);
    if (parent === undefined || parent.type.kind === 'any') return nobodyKnows;
    const spot = { line: place.line, column: place.column, width: name.length + 1, name };
    return childType(parent, name, (value, expected, remedy) => report(spot, value, expected, remedy));
  };

  const sink: XmlSink = {
    open: (name, namespace, attributes, place) => {
      const type = typeOf(name, namespace, place);
      open.push({ name, type, at: 0, count: 0, text: '', line: place.line, column: place.column });
      depth += 1;
      if (type.kind === 'leaf' && type.leaf.hasCurrency) checkCurrency(attributes, place, report);
    },
    text: (text: XmlText) => {
      const element = open.at(-1);
      if (element === undefined || element.type.kind === 'any') return;
      if (element.type.kind === 'leaf') {
        if (element.text === '') {
          element.line = text.line;
          element.column = text.column;
        }
        element.text += text.value();
      } else if (!text.isBlank) {
        const value = text.value().trim();
        const spot = { line: text.line, column: text.column, width: value.length };
        report(spot, value, 'elements only', 'Take the text out, or put it into its element.');
      }
    },
    close: () => {
      const element = open.at(-1);
      if (element !== undefined) closeElement(element, report);
      open.pop();
      depth -= 1;
    },
  };
  return { sink, take: () => findings.splice(0), message: () => message };
}

interface Spot {
  readonly line: number;
  readonly column: number;
  readonly width: number;
  /** The child it is about, when that is not open itself. */
  readonly name?: string;
}

type Report = (at: Spot, value: string, expected: string, remedy: string) => void;

function checkCurrency(attributes: XmlAttributes, { line, column }: XmlPlace, report: Report): void {
  const currency = attributes.get('Ccy');
  if (currency !== undefined && /^[A-Z]{3}$/.test(currency)) return;
  const expected = 'a currency code of three capital letters as Ccy';
  report({ line, column, width: 1 }, currency ?? '', expected, 'Add the currency: <… Ccy="EUR">.');
}

/** Moves on to a child's place, says what was left out before it, and whether it may stand there at all. */
function childType(
  parent: Open,
  name: string,
  report: (value: string, expected: string, remedy: string) => void,
): ElementType {
  const { type } = parent;
  if (type.kind === 'leaf' || type.kind === 'any') {
    report(`<${name}>`, 'a text, no element', 'Take the element out.');
    return nobodyKnows;
  }
  const { children } = type;
  const found = children.findIndex((child) => child.name === name);
  const rule = children[found];
  if (rule === undefined) {
    const expected = `one of ${children.map((child) => child.name).join(', ')}`;
    report(`<${name}>`, expected, 'Take the element out, or correct its name; other versions have other elements.');
    return nobodyKnows;
  }
  if (type.kind === 'choice') {
    if (parent.count > 0) report(`<${name}>`, 'one of the alternatives, once', 'Keep one of them.');
    parent.count += 1;
    return rule.type;
  }
  if (found < parent.at) {
    report(`<${name}>`, `<${name}> before <${children[parent.at]?.name}>`, 'Put the elements into their order.');
    return rule.type;
  }
  if (found > parent.at) {
    for (const skipped of missing(parent, children.slice(parent.at, found))) {
      report('', `<${skipped.name}> before <${name}>`, `Add the element ${skipped.name}.`);
    }
    parent.at = found;
    parent.count = 0;
  }
  parent.count += 1;
  if (parent.count > rule.most) {
    report(`<${name}>`, `<${name}> at most ${rule.most === 1 ? 'once' : `${rule.most} times`}`, 'Take it out.');
  }
  return rule.type;
}

/** The children that have to be there and are not; the first of them is the one that was being counted. */
const missing = (parent: Open, from: readonly ElementRule[]): readonly ElementRule[] =>
  from.filter((rule, i) => rule.least > (i === 0 ? parent.count : 0));

function closeElement(element: Open, report: Report): void {
  const { type, text, line, column } = element;
  if (type.kind === 'any') return;
  if (type.kind === 'leaf') {
    if (type.leaf.isFit(text)) return;
    const remedy = text === '' ? 'Fill the element, or leave it out.' : `Write ${type.leaf.expected}.`;
    report({ line, column, width: text.length }, text, type.leaf.expected, remedy);
    return;
  }
  const spot = { line, column, width: element.name.length + 1 };
  if (type.kind === 'choice') {
    const names = type.children.map((child) => child.name).join(' or ');
    if (element.count === 0) report(spot, '', `<${names}>`, `Add ${names}, or leave ${element.name} out.`);
    return;
  }
  for (const rule of missing(element, type.children.slice(element.at))) {
    report(spot, '', `<${rule.name}> in <${element.name}>`, `Add the element ${rule.name}.`);
  }
}
