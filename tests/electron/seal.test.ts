import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSeal, openSealedJson, sealedJson } from '../../electron/seal.ts';
import { tempDirectory } from '../fakes/temp-directory.ts';

const content = { choice: 'out', settings: { b: 1, a: [true] } };

describe('sealed content', () => {
  test('is read again after a restart, without its seal', () => {
    const directory = tempDirectory();
    const text = sealedJson(content, openSeal(directory));
    expect(openSealedJson(text, openSeal(directory))).toEqual(content);
  });

  test.each([
    ['changed', (text: string) => text.replace('out', 'in')],
    ['added to', (text: string) => text.replace('{', '{"more":1,')],
    ['put in another order', (text: string) => text.replace('"b":1,"a":[true]', '"a":[true],"b":1')],
    ['without a seal', () => JSON.stringify(content)],
    ['with another seal', (text: string) => text.replace(/"seal":"..../, '"seal":"AAAA')],
    ['with a seal that is no text', () => JSON.stringify({ ...content, seal: 1 })],
    ['cut off', (text: string) => text.slice(0, -1)],
    ['not an object', () => 'null'],
  ])('does not fit when it was %s', (_what, edit) => {
    const directory = tempDirectory();
    const seal = openSeal(directory);
    const text = sealedJson(content, seal);
    expect(edit(text)).not.toBe(text);
    expect(openSealedJson(edit(text), seal)).toBeUndefined();
  });

  test('of another computer does not fit', () => {
    const text = sealedJson(content, openSeal(tempDirectory()));
    const here = openSeal(tempDirectory());
    expect(openSealedJson(text, here)).toBeUndefined();
    here.of('makes a key');
    expect(openSealedJson(text, here)).toBeUndefined();
  });

  test('does not fit any more when the key was lost or damaged, and what is written then does', () => {
    const directory = tempDirectory();
    const text = sealedJson(content, openSeal(directory));
    fs.writeFileSync(path.join(directory, 'seal-key'), 'short');
    const seal = openSeal(directory);
    expect(openSealedJson(text, seal)).toBeUndefined();
    expect(openSealedJson(sealedJson(content, seal), openSeal(directory))).toEqual(content);
  });

  test.skipIf(process.platform === 'win32')('has a key for its user alone', () => {
    const directory = tempDirectory();
    openSeal(directory).of('x');
    expect(fs.statSync(path.join(directory, 'seal-key')).mode & 0o777).toBe(0o600);
  });
});
