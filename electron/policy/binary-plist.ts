/**
 * Reads the top of a binary property list: the names of its dictionary and those values that a policy may have. Pure
 * and bounded: references are followed one level deep, and every offset is checked before it is used.
 */
import type { PlistEntry } from './plist.ts';

const TRAILER_BYTES = 32;
const MAX_ENTRIES = 1_000;
const MAX_TEXT_BYTES = 16 * 1024;

/** Object markers: the upper half of the first byte says the type, the lower half the size. */
const TYPE = { simple: 0x0, integer: 0x1, ascii: 0x5, utf16: 0x6, dictionary: 0xd } as const;
const SIMPLE: Readonly<Record<number, boolean>> = { 0x08: false, 0x09: true };
/** A size of this says that the size follows as an integer. */
const SIZE_FOLLOWS = 0xf;

/** @returns null when it is not a binary property list whose top is a dictionary */
export function readBinaryPlist(bytes: Uint8Array): PlistEntry[] | null {
  const trailerAt = bytes.length - TRAILER_BYTES;
  if (trailerAt < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsetBytes = view.getUint8(trailerAt + 6);
  const referenceBytes = view.getUint8(trailerAt + 7);
  const objectCount = unsigned(trailerAt + 8, 8);
  const topObject = unsigned(trailerAt + 16, 8);
  const tableAt = unsigned(trailerAt + 24, 8);
  if (objectCount === null || topObject === null || tableAt === null) return null;
  if (![1, 2, 4, 8].includes(offsetBytes) || ![1, 2, 4, 8].includes(referenceBytes)) return null;
  if (tableAt + objectCount * offsetBytes > trailerAt) return null;

  const top = headOf(topObject);
  if (top?.type !== TYPE.dictionary || top.size > MAX_ENTRIES) return null;
  const entries: PlistEntry[] = [];
  for (let i = 0; i < top.size; i++) {
    const key = reference(top.bodyAt + i * referenceBytes);
    const value = reference(top.bodyAt + (top.size + i) * referenceBytes);
    const name = key === null ? undefined : valueOf(key);
    if (typeof name !== 'string' || value === null) return null;
    const read = valueOf(value);
    if (read === undefined) return null;
    entries.push({ name, value: read });
  }
  return entries;

  function unsigned(at: number, length: number): number | null {
    if (at < 0 || at + length > bytes.length) return null;
    let value = 0;
    for (let i = 0; i < length; i++) value = value * 256 + view.getUint8(at + i);
    return Number.isSafeInteger(value) ? value : null;
  }

  function reference(at: number): number | null {
    return unsigned(at, referenceBytes);
  }

  function headOf(object: number): { type: number; size: number; bodyAt: number } | null {
    if (object >= (objectCount ?? 0)) return null;
    const at = unsigned((tableAt ?? 0) + object * offsetBytes, offsetBytes);
    const marker = at === null ? null : unsigned(at, 1);
    if (at === null || marker === null || at >= trailerAt) return null;
    const [type, small] = [marker >> 4, marker & 0xf];
    if (small !== SIZE_FOLLOWS || type === TYPE.simple || type === TYPE.integer)
      return { type, size: small, bodyAt: at + 1 };
    const sizeMarker = unsigned(at + 1, 1);
    if (sizeMarker === null || sizeMarker >> 4 !== TYPE.integer) return null;
    const sizeBytes = 2 ** (sizeMarker & 0xf);
    const size = sizeBytes > 8 ? null : unsigned(at + 2, sizeBytes);
    return size === null ? null : { type, size, bodyAt: at + 2 + sizeBytes };
  }

  /** A list for what no policy takes (dates, data, dictionaries …); undefined when it is damaged. */
  function valueOf(object: number): PlistEntry['value'] | undefined {
    const head = headOf(object);
    if (!head) return undefined;
    const { type, size, bodyAt } = head;
    if (type === TYPE.simple) return SIMPLE[size] ?? [];
    if (type === TYPE.integer) return size > 3 ? [] : (unsigned(bodyAt, 2 ** size) ?? []);
    if (type !== TYPE.ascii && type !== TYPE.utf16) return [];
    const length = type === TYPE.ascii ? size : size * 2;
    if (length > MAX_TEXT_BYTES || bodyAt + length > trailerAt) return undefined;
    const body = bytes.subarray(bodyAt, bodyAt + length);
    return type === TYPE.ascii ? new TextDecoder('latin1').decode(body) : new TextDecoder('utf-16be').decode(body);
  }
}
