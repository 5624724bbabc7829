/**
 * Structured clone over a text wire, for both ends of the preview's IPC.
 * `structuredClone` runs first, so what Electron would refuse (functions, symbols, DOM nodes, promises) is refused here,
 * and prototypes, getters and symbol keys are dropped exactly as the real algorithm drops them. What is left is a closed
 * set of types, flattened into a table of cells so that cycles and shared references survive.
 */
type Cell = [tag: string, ...rest: unknown[]];
type Put = (value: unknown) => number;

/** Text of `value`. @throws Error with Electron's words when it cannot be cloned. */
export function encode(value: unknown): string {
  const table: Cell[] = [];
  const seen = new Map<object, number>();
  const put: Put = (v) => {
    if (typeof v !== 'object' || v === null) return table.push(primitiveCell(v)) - 1;
    const known = seen.get(v);
    if (known !== undefined) return known;
    // The place is taken before the content is visited: a cycle finds it.
    const at = table.push(['u']) - 1;
    seen.set(v, at);
    table[at] = objectCell(v, put);
    return at;
  };
  put(clone(value));
  return JSON.stringify(table);
}

const refusal = 'An object could not be cloned.';

function clone(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new Error(refusal, { cause });
  }
}

function primitiveCell(v: unknown): Cell {
  if (typeof v === 'bigint') return ['n', v.toString()];
  if (typeof v === 'number' && Object.is(v, -0)) return ['f', '-0'];
  if (typeof v === 'number' && !Number.isFinite(v)) return ['f', String(v)];
  return v === undefined ? ['u'] : ['v', v];
}

function objectCell(v: object, put: Put): Cell {
  if (Array.isArray(v)) return ['a', v.length, Object.entries(v).map(([k, x]) => [k, put(x)])];
  if (v instanceof Date) return ['d', v.getTime()];
  if (v instanceof RegExp) return ['r', v.source, v.flags];
  if (v instanceof Map) return ['m', [...v].map(([k, x]) => [put(k), put(x)])];
  if (v instanceof Set) return ['s', [...v].map(put)];
  if (v instanceof Error) return ['e', v.name, v.message, v.stack, 'cause' in v ? put(v.cause) : null];
  if (v instanceof ArrayBuffer) return ['b', toBase64(new Uint8Array(v))];
  if (ArrayBuffer.isView(v)) {
    const length = v instanceof DataView ? v.byteLength : (v as Uint8Array).length;
    return ['t', v.constructor.name, put(v.buffer), v.byteOffset, length];
  }
  if (v instanceof Boolean || v instanceof Number || v instanceof String) return ['w', put(v.valueOf())];
  // Browsers clone their own objects (Blob, ImageData, …) among themselves; Electron's IPC does not carry them.
  if (Object.getPrototypeOf(v) !== Object.prototype) throw new Error(refusal);
  return ['o', Object.entries(v).map(([k, x]) => [k, put(x)])];
}

/** The value of a text made by `encode`. @throws when the text is anything else. */
export function decode(text: string): unknown {
  const table = JSON.parse(text) as Cell[];
  const made = new Map<number, unknown>();
  const get = (at: unknown): unknown => {
    const index = at as number;
    if (made.has(index)) return made.get(index);
    const cell = table[index];
    if (cell === undefined) throw new Error(`preview codec: no cell ${index}`);
    return revive(cell, get, (value) => {
      made.set(index, value);
      return value;
    });
  };
  return get(0);
}

type Keep = <T>(value: T) => T;

/** `keep` is called before the content is filled in, so that cycles end. */
function revive(cell: Cell, get: (at: unknown) => unknown, keep: Keep): unknown {
  const [tag, a, b, c, d] = cell;
  switch (tag) {
    case 'u':
      return undefined;
    case 'v':
      return a;
    case 'f':
      return Number(a);
    case 'n':
      return BigInt(a as string);
    case 'd':
      return keep(new Date((a as number | null) ?? NaN));
    case 'r':
      return keep(new RegExp(a as string, b as string));
    case 'b':
      return keep(fromBase64(a as string).buffer);
    case 'w':
      return keep(Object(get(a)) as unknown);
    case 't':
      return keep(view(a as string, get(b) as ArrayBuffer, c as number, d as number));
    case 'e':
      return reviveError(cell, get, keep);
    default:
      return reviveContainer(cell, get, keep);
  }
}

function reviveContainer([tag, a, b]: Cell, get: (at: unknown) => unknown, keep: Keep): unknown {
  switch (tag) {
    case 'a': {
      const out = keep<unknown[]>([]);
      out.length = a as number; // holes stay holes
      for (const [k, at] of b as [string, number][]) define(out, k, get(at));
      return out;
    }
    case 'm': {
      const out = keep(new Map<unknown, unknown>());
      for (const [k, at] of a as [number, number][]) out.set(get(k), get(at));
      return out;
    }
    case 's': {
      const out = keep(new Set<unknown>());
      for (const at of a as number[]) out.add(get(at));
      return out;
    }
    case 'o': {
      const out = keep({});
      for (const [k, at] of a as [string, number][]) define(out, k, get(at));
      return out;
    }
    default:
      throw new Error(`preview codec: unknown tag ${tag}`);
  }
}

/** Plain assignment would run the `__proto__` setter. */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

const errorTypes: Record<string, ErrorConstructor> = {
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
};

function reviveError([, name, message, stack, cause]: Cell, get: (at: unknown) => unknown, keep: Keep): Error {
  const out = keep(new (errorTypes[name as string] ?? Error)(message as string));
  // As from structuredClone itself: not among the enumerable properties.
  const hidden = { writable: true, enumerable: false, configurable: true };
  if (typeof stack === 'string') Object.defineProperty(out, 'stack', { value: stack, ...hidden });
  if (cause !== null) Object.defineProperty(out, 'cause', { value: get(cause), ...hidden });
  return out;
}

type ViewConstructor = new (buffer: ArrayBuffer, byteOffset: number, length: number) => ArrayBufferView;
const viewTypes: readonly ViewConstructor[] = [
  DataView,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

function view(name: string, buffer: ArrayBuffer, byteOffset: number, length: number): ArrayBufferView {
  const type = viewTypes.find((candidate) => candidate.name === name);
  if (type === undefined) throw new Error(`preview codec: unknown view ${name}`);
  return new type(buffer, byteOffset, length);
}

function toBase64(bytes: Uint8Array): string {
  const chunkBytes = 8192; // String.fromCharCode takes its characters as arguments, of which there cannot be many
  let text = '';
  for (let i = 0; i < bytes.length; i += chunkBytes) text += String.fromCharCode(...bytes.subarray(i, i + chunkBytes));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
