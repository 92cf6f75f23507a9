/** Text as it may stand in an element or an attribute; line ends are kept as they are written. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"\r]/g, (sign) => replacements[sign] ?? sign);

const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

export const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

/** An instant as XML Schema's dateTime in UTC, whole seconds. */
export const dateTime = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
