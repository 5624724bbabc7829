import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientHashInput, guidFromBytes, serviceHashInput } from '../../../common/identity/guid.ts';

describe('hashed IDs', () => {
  test('are GUIDs of version 8, variant 2', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 64 }), (bytes) => {
        expect(guidFromBytes(bytes)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  test('keep every bit but the six of version and variant', () => {
    expect(guidFromBytes(Uint8Array.from({ length: 32 }, () => 0xff))).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
    expect(guidFromBytes(new Uint8Array(16))).toBe('00000000-0000-8000-8000-000000000000');
  });

  test('cannot be made of less than 16 bytes', () => {
    expect(() => guidFromBytes(new Uint8Array(15))).toThrow(RangeError);
  });

  test('of different kinds never share an input', () => {
    const inputs = [
      clientHashInput('a'),
      serviceHashInput.censusUser('a'),
      serviceHashInput.errorUser('t', 'a'),
      serviceHashInput.sipUri('t', 'a'),
    ];
    expect(new Set(inputs).size).toBe(inputs.length);
    expect(serviceHashInput.errorUser('a', 'b\0c')).not.toBe(serviceHashInput.errorUser('a\0b', 'd'));
  });

  test('of a SIP URI do not depend on its case', () => {
    expect(serviceHashInput.sipUri('t', 'sip:Ada@Contoso.example')).toBe(
      serviceHashInput.sipUri('t', 'sip:ada@contoso.example'),
    );
  });
});
