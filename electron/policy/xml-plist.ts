/**
 * Reads the top of an XML property list: the names of its dictionary and those values that a policy may have. Pure. A
 * scanner for this one vocabulary: no entities beyond the five of XML, nothing is fetched, nesting is skipped.
 */
import type { PlistEntry } from './plist.ts';

const MAX_NESTING = 64;
/** Declarations and comments that may stand before and between elements. */
const NOISE = /\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*>/y;
const TAG = /<(\/?)([A-Za-z]+)(?:\s[^<>]*?)?(\/?)>/y;
const TEXT = /[^<]*/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
}

/** @returns null when it is not a property list whose top is a dictionary */
export function readXmlPlist(text: string): PlistEntry[] | null {
  let at = 0;

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  }
  function nextTag(): Tag | null {
    while (match(NOISE));
    const tag = match(TAG);
    if (!tag) return null;
    return { name: tag[2] ?? '', kind: tag[1] === '/' ? 'close' : tag[3] === '/' ? 'empty' : 'open' };
  }
  const isClosedBy = (name: string): boolean => {
    const tag = nextTag();
    return tag?.kind === 'close' && tag.name === name;
  };
  /** The text up to the end tag of `name`; null when something else comes first. */
  function textOf(name: string): string | null {
    const raw = match(TEXT)?.[0] ?? '';
    const tag = match(TAG);
    return tag?.[1] === '/' && tag[2] === name ? unescape(raw) : null;
  }
  /** Skips to behind the end tag of an element whose start tag was read. */
  function skip(): boolean {
    for (let depth = 1; depth > 0;) {
      match(TEXT);
      const tag = nextTag();
      if (!tag) return false;
      if (tag.kind === 'open' && ++depth > MAX_NESTING) return false;
      if (tag.kind === 'close') depth--;
    }
    return true;
  }
  /** A list for what no policy takes; undefined when it is damaged. */
  function readValue(): PlistEntry['value'] | undefined {
    const tag = nextTag();
    if (!tag || tag.kind === 'close') return undefined;
    if (tag.name === 'true' || tag.name === 'false')
      return tag.kind === 'empty' || isClosedBy(tag.name) ? tag.name === 'true' : undefined;
    if (tag.kind === 'empty') return tag.name === 'string' ? '' : [];
    if (tag.name === 'string') return textOf('string') ?? undefined;
    if (tag.name === 'integer') {
      const digits = textOf('integer')?.trim();
      return digits === undefined ? undefined : /^-?\d{1,15}$/.test(digits) ? Number(digits) : [];
    }
    return skip() ? [] : undefined;
  }

  const root = nextTag();
  if (root?.name !== 'plist' || root.kind !== 'open') return null;
  const top = nextTag();
  if (top?.name !== 'dict' || top.kind === 'close') return null;
  const entries: PlistEntry[] = [];
  while (top.kind === 'open') {
    const tag = nextTag();
    if (tag?.kind === 'close' && tag.name === 'dict') break;
    if (tag?.kind !== 'open' || tag.name !== 'key') return null;
    const name = textOf('key');
    const value = name === null ? undefined : readValue();
    if (name === null || value === undefined) return null;
    entries.push({ name, value });
  }
  if (!isClosedBy('plist')) return null;
  while (match(NOISE));
  return at === text.length ? entries : null;
}

const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));|&/g;

/** Null when an entity is unknown. */
function unescape(text: string): string | null {
  let isKnown = true;
  const plain = text.replaceAll(REFERENCE, (whole: string, decimal?: string, hex?: string, name?: string) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
    if (code !== null && code <= 0x10_ff_ff) return String.fromCodePoint(code);
    const known = name === undefined ? undefined : ENTITIES[name];
    if (known === undefined) isKnown = false;
    return known ?? whole;
  });
  return isKnown ? plain : null;
}
