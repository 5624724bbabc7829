/**
 * Reads protobuf's wire format out of foreign bytes. Never reads past `end`; what is truncated, or no protobuf, is a
 * `Refusal`. Knows tags, lengths and UTF-8, nothing of OTLP.
 */
import { Refusal } from './checks.ts';
import { DELIMITED, FIXED32, FIXED64, VARINT } from './wire-writer.ts';

const TWO_32 = 4_294_967_296;
const NANOS_PER_MS = 1_000_000;
/** Texts of one request repeat (names, versions, IDs); those up to this many bytes are made once. */
const MAX_REMEMBERED_BYTES = 64;
const REMEMBERED_SLOTS = 1_024;
const CHUNK = 4_096;

export class WireReader {
  /** The next byte; callers move it only forwards and to the ends that `delimited` returns. */
  at = 0;
  private readonly bytes: Uint8Array;
  private readonly remembered: (string | undefined)[] = Array.from({ length: REMEMBERED_SLOTS });

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** @returns the tag at `at`; tags of field numbers beyond 31 bits are no protobuf */
  tag(end: number): number {
    const first = this.bytes[this.at] ?? 0;
    if (this.at < end && first < 0x80 && first > 7) {
      this.at += 1;
      return first;
    }
    const tag = this.varint(end);
    if (tag < 8 || tag >= TWO_32) throw new Refusal('not protobuf: no such tag');
    return tag;
  }

  /** @returns where the part with a length in front, which begins at `at`, ends */
  delimited(end: number): number {
    const length = this.varint(end);
    if (length > end - this.at) throw new Refusal('the body is truncated: a part is longer than what holds it');
    return this.at + length;
  }

  /** An unsigned varint; beyond 53 bits only its magnitude is right. */
  varint(end: number): number {
    let value = 0;
    let factor = 1;
    for (let size = 0; size < 10; size++) {
      if (this.at >= end) throw new Refusal('the body is truncated within a number');
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new Refusal('not protobuf: a number of more than ten bytes');
  }

  /** An int64. @throws when it is no safe integer */
  int(end: number): number {
    let low = 0;
    let high = 0;
    for (let size = 0; size < 10; size++) {
      if (this.at >= end) throw new Refusal('the body is truncated within a number');
      const byte = this.bytes[this.at++] ?? 0;
      const bits = byte & 0x7f;
      if (size < 4) low |= bits << (7 * size);
      else if (size === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * size - 32);
      if (byte < 0x80) {
        const value = (high | 0) * TWO_32 + (low >>> 0);
        if (!Number.isSafeInteger(value)) throw new Refusal('a number is too large');
        return value;
      }
    }
    throw new Refusal('not protobuf: a number of more than ten bytes');
  }

  /** Fixed64 nanoseconds as whole milliseconds. */
  milliseconds(end: number): number {
    if (end - this.at < 8) throw new Refusal('the body is truncated within a time');
    const low = this.fixed32();
    const high = this.fixed32();
    // In two steps, each exact: nanoseconds exceed what a number holds.
    const rest = (high % NANOS_PER_MS) * TWO_32 + low;
    return Math.floor(high / NANOS_PER_MS) * TWO_32 + Math.floor(rest / NANOS_PER_MS);
  }

  /** Moves behind a field whose tag was read. @returns whether it held nothing but zeros: proto3's "not set" */
  skip(tag: number, end: number): boolean {
    switch (tag & 7) {
      case VARINT:
        return this.varint(end) === 0;
      case FIXED64:
        return this.skipFixed(8, end);
      case FIXED32:
        return this.skipFixed(4, end);
      case DELIMITED: {
        const start = this.at;
        this.at = this.delimited(end);
        return this.bytes[start] === 0;
      }
      default:
        throw new Refusal('not protobuf: no such kind of field');
    }
  }

  /** The text with a length in front that begins at `at`. */
  text(end: number): string {
    const stop = this.delimited(end);
    const start = this.at;
    this.at = stop;
    if (stop - start > MAX_REMEMBERED_BYTES) return this.decode(start, stop);
    let hash = stop - start;
    for (let i = start; i < stop; i++) hash = (Math.imul(hash, 31) + (this.bytes[i] ?? 0)) | 0;
    const slot = hash & (REMEMBERED_SLOTS - 1);
    const known = this.remembered[slot];
    if (known !== undefined && this.is(known, start, stop)) return known;
    return (this.remembered[slot] = this.decode(start, stop));
  }

  /** Only ASCII is recognized; other texts are decoded again. */
  private is(known: string, start: number, stop: number): boolean {
    if (known.length !== stop - start) return false;
    for (let i = start; i < stop; i++) {
      const byte = this.bytes[i] ?? 0;
      if (byte >= 0x80 || known.charCodeAt(i - start) !== byte) return false;
    }
    return true;
  }

  private decode(start: number, stop: number): string {
    let text = '';
    for (let from = start; from < stop;) {
      const units: number[] = [];
      while (from < stop && units.length < CHUNK) from = this.codePoint(from, stop, units);
      text += String.fromCharCode.apply(null, units);
    }
    return text;
  }

  /** Strict UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF. @returns the position behind it */
  private codePoint(start: number, stop: number, units: number[]): number {
    const first = this.bytes[start] ?? 0;
    if (first < 0x80) {
      units.push(first);
      return start + 1;
    }
    const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || start + size > stop) throw new Refusal('a text is not UTF-8');
    let point = first & (0xff >> (size + 1));
    for (let i = start + 1; i < start + size; i++) {
      const byte = this.bytes[i] ?? 0;
      if ((byte & 0xc0) !== 0x80) throw new Refusal('a text is not UTF-8');
      point = (point << 6) | (byte & 0x3f);
    }
    const isOverlong = (size === 3 && point < 0x800) || (size === 4 && point < 0x10000);
    if (isOverlong || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
      throw new Refusal('a text is not UTF-8');
    if (point < 0x10000) units.push(point);
    else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
    return start + size;
  }

  private fixed32(): number {
    const { bytes, at } = this;
    this.at = at + 4;
    return (
      ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>>
      0
    );
  }

  private skipFixed(size: number, end: number): boolean {
    if (end - this.at < size) throw new Refusal('the body is truncated within a number');
    const start = this.at;
    this.at += size;
    for (let i = start; i < this.at; i++) if (this.bytes[i] !== 0) return false;
    return true;
  }
}
