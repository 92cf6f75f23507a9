import { xmlParser } from '#schemas/xml';
import { type MessageKind, type MessageName, messageOf } from './messages.ts';

/** Which message a file begins with, from its first bytes; null when they hold none. Never throws. */
export function messageIn(head: Uint8Array): MessageName | null {
  let depth = 0;
  let root = '';
  let found: MessageName | null = null;
  let isDone = false;
  const parser = xmlParser({
    open: (name, namespace) => {
      if (depth === 0) root = name;
      if (depth === 1 && !isDone && root === 'Document') {
        isDone = true;
        found = messageOf(namespace, name);
      }
      depth += 1;
    },
    text: () => undefined,
    close: () => {
      depth -= 1;
    },
  });
  parser.write(head);
  return found;
}

/** For a format's `recognise`: what the file is, in words, when it is of this kind. */
export function recogniseMessage(head: Uint8Array, kind: MessageKind): string | null {
  const message = messageIn(head);
  return message?.kind === kind ? `${message.words} ${message.name}` : null;
}
