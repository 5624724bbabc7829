/** Writes protobuf's wire format into a buffer that grows. Knows tags, lengths and UTF-8, nothing of OTLP. */

const MIN_CAPACITY = 1_024;
const TWO_32 = 4_294_967_296;
const NANOS_PER_MS = 1_000_000;
/** Wire types, the low three bits of a tag. */
export const VARINT = 0;
export const FIXED64 = 1;
export const DELIMITED = 2;
export const FIXED32 = 5;
export const tagOf = (field: number, wireType: number): number => (field << 3) | wireType;

export interface WireWriter {
  /** One byte; all tags that OTLP needs here fit into one. */
  byte(value: number): void;
  /** A safe integer as int64. */
  int(value: number): void;
  /** Length and UTF-8; half of a surrogate pair becomes U+FFFD. */
  text(value: string): void;
  /** Bytes as they are, without a length. */
  raw(bytes: Uint8Array): void;
  /** Milliseconds since the epoch as fixed64 nanoseconds. */
  nanoseconds(ms: number): void;
  /** Begins a part with a length in front. @returns the mark that `end` needs */
  begin(): number;
  end(mark: number): void;
  /** What was written, as bytes of its own; the writer is then empty. */
  take(): Uint8Array<ArrayBuffer>;
  /** Forgets what was written. */
  clear(): void;
}

export function createWireWriter(capacity: number = MIN_CAPACITY): WireWriter {
  let bytes = new Uint8Array(capacity);
  let at = 0;

  function reserve(count: number): void {
    if (at + count <= bytes.length) return;
    const grown = new Uint8Array(Math.max(bytes.length * 2, at + count));
    grown.set(bytes.subarray(0, at));
    bytes = grown;
  }

  function varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    bytes[at++] = rest;
  }

  /** Moves what was written since `mark` so that its length fits in front of it. */
  function end(mark: number): void {
    const length = at - mark;
    if (length > 0x7f) {
      const extra = varintSize(length) - 1;
      reserve(extra);
      bytes.copyWithin(mark + extra, mark, at);
    }
    at = mark - 1;
    varint(length);
    at += length;
  }

  return {
    byte(value) {
      reserve(1);
      bytes[at++] = value;
    },
    int(value) {
      reserve(10);
      if (value >= 0) return varint(value);
      // Two's complement of 64 bits: nine groups of seven bits, and the sign.
      let low = value >>> 0;
      let high = Math.floor(value / TWO_32) >>> 0;
      for (let i = 0; i < 9; i++) {
        bytes[at++] = (low & 0x7f) | 0x80;
        low = ((low >>> 7) | (high << 25)) >>> 0;
        high >>>= 7;
      }
      bytes[at++] = 1;
    },
    text(value) {
      const mark = at + 1;
      reserve(value.length * 3 + 1);
      at = mark;
      for (let i = 0; i < value.length; i++) {
        const unit = value.charCodeAt(i);
        if (unit < 0x80) bytes[at++] = unit;
        else {
          const point = value.codePointAt(i) ?? 0;
          if (point > 0xffff) i += 1;
          at = utf8(bytes, at, point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
        }
      }
      end(mark);
    },
    raw(part) {
      reserve(part.length);
      bytes.set(part, at);
      at += part.length;
    },
    nanoseconds(ms) {
      reserve(8);
      // Nanoseconds exceed what a number holds exactly, so they are made in two halves of 32 bits.
      const upper = Math.floor(ms / 65_536) * NANOS_PER_MS;
      const low = (upper % 65_536) * 65_536 + (ms % 65_536) * NANOS_PER_MS;
      fixed32(low >>> 0);
      fixed32((Math.floor(upper / 65_536) + Math.floor(low / TWO_32)) >>> 0);
    },
    begin() {
      reserve(1);
      at += 1;
      return at;
    },
    end,
    take() {
      const taken = bytes.slice(0, at);
      at = 0;
      return taken;
    },
    clear: () => void (at = 0),
  };

  function fixed32(value: number): void {
    bytes[at++] = value & 0xff;
    bytes[at++] = (value >>> 8) & 0xff;
    bytes[at++] = (value >>> 16) & 0xff;
    bytes[at++] = value >>> 24;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** A code point beyond ASCII. @returns the position behind it */
function utf8(bytes: Uint8Array, start: number, point: number): number {
  let at = start;
  if (point < 0x800) bytes[at++] = 0xc0 | (point >> 6);
  else {
    if (point < 0x10000) bytes[at++] = 0xe0 | (point >> 12);
    else {
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
    }
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
  }
  bytes[at++] = 0x80 | (point & 0x3f);
  return at;
}
