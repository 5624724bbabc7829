import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../preview/codec.ts';

const value = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.bigInt(),
    fc.constantFrom(null, undefined, -0, NaN, Infinity, -Infinity),
    fc.date({ noInvalidDate: false }),
    fc.constantFrom(/a+/giu, /\//, new RegExp('')),
    fc.uint8Array(),
    fc.float64Array(),
    fc.bigUint64Array(),
  ),
  node: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), tie('node'), { maxKeys: 5 }),
    fc.array(fc.tuple(tie('leaf'), tie('node')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie('node'), { maxLength: 4 }).map((items) => new Set(items)),
  ),
})).node;

describe('structured clone over text', () => {
  test('gives what structuredClone gives, for every value it carries', () => {
    fc.assert(
      fc.property(value, (v) => {
        // Node's comparison: Vitest's takes an own property named `constructor` for the type.
        expect(isDeepStrictEqual(decode(encode(v)), structuredClone(v))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps cycles and shared references', () => {
    const shared = { a: 1 };
    const loop: Record<string, unknown> = { left: shared, right: shared };
    loop['self'] = loop;
    const back = decode(encode(loop)) as Record<string, unknown>;
    expect(back['self']).toBe(back);
    expect(back['left']).toBe(back['right']);
  });

  test('keeps views onto one buffer, holes in arrays, and type, message and cause of errors', () => {
    const buffer = new ArrayBuffer(8);
    const views = decode(encode([new Uint8Array(buffer, 2, 3), new DataView(buffer, 1)])) as [Uint8Array, DataView];
    expect(views[0].buffer).toBe(views[1].buffer);
    expect([views[0].byteOffset, views[0].length, views[1].byteOffset]).toEqual([2, 3, 1]);
    const sparse = decode(encode([, 1])) as unknown[]; // eslint-disable-line no-sparse-arrays
    expect(0 in sparse).toBe(false);
    const error = decode(encode(new RangeError('far', { cause: 'near' }))) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect([error.message, error.cause]).toEqual(['far', 'near']);
  });

  test('never runs the setter of __proto__', () => {
    const back = decode(encode(JSON.parse('{"__proto__": {"admin": true}}'))) as { admin?: boolean };
    expect(back.admin).toBeUndefined();
    expect(Object.keys(back)).toEqual(['__proto__']);
  });

  test.each([
    ['a function', () => {}],
    ['a symbol', Symbol.iterator],
    ['a promise', Promise.resolve()],
    ['a Blob', new Blob(['x'])],
    ['a function deep inside', { a: [new Map([[1, () => {}]])] }],
  ])("refuses %s with Electron's words", (_name, refused) => {
    expect(() => encode(refused)).toThrow('An object could not be cloned.');
  });

  test('refuses texts that it has not made', () => {
    for (const text of ['', '{}', '[]', '[["?"]]', '[["t","process",1,0,0],["b",""]]', '[["o",[["a",7]]]]']) {
      expect(() => decode(text)).toThrow();
    }
  });
});
