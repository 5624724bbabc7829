/** Writes small XML documents: elements as data, everything escaped, one element a line. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly XmlElement[] | string;
}

export const element = (
  name: string,
  attributes: XmlElement['attributes'] = {},
  children: XmlElement['children'] = [],
): XmlElement => ({
  name,
  attributes,
  children,
});

/** @param doctype goes between declaration and root, for formats that want one */
export const document = (root: XmlElement, doctype = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${doctype}${render(root, '')}`;

function render({ name, attributes = {}, children = [] }: XmlElement, indent: string): string {
  const open = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escape(value)}"`)].join(' ');
  if (typeof children === 'string') return `${indent}<${open}>${escape(children)}</${name}>\n`;
  if (children.length === 0) return `${indent}<${open}/>\n`;
  return `${indent}<${open}>\n${children.map((child) => render(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
