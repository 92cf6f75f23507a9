/**
 * An AL enum name as it travels in JSON: every sign that is illegal in an XML name becomes `_xHHHH_`, and so does an
 * underscore that would read as the start of such a sequence (business-central.md 1.5).
 */
export const encodedName = (name: string): string =>
  name.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)|[^A-Za-z0-9_]/g, (sign) => {
    const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `_x${code}_`;
  });
