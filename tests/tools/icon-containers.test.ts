import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeIcns, writeIco } from '../../tools/icon-containers.ts';
import { projectRoot } from '../../tools/project.ts';

const PNG_SIGNATURE = '89504e470d0a1a0a';
const icons = path.join(projectRoot, 'assets', 'icons');

test('an .ico file points at each of its images', () => {
  const images = [16, 256].map((size) => ({ size, png: Buffer.from(`picture of ${size}`) }));
  const ico = writeIco(images);
  expect(ico.subarray(0, 6).toString('hex')).toBe('000001000200');
  images.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index;
    expect(ico.readUInt8(entry) || 256).toBe(size);
    const offset = ico.readUInt32LE(entry + 12);
    expect(ico.subarray(offset, offset + ico.readUInt32LE(entry + 8)).equals(png)).toBe(true);
  });
});

test('an .ico file takes no image that it cannot describe', () => {
  expect(() => writeIco([{ size: 512, png: Buffer.alloc(1) }])).toThrow(/at most 256/);
});

test('an .icns file is a chain of chunks that ends where it says', () => {
  const icns = writeIcns([32, 256].map((size) => ({ size, png: Buffer.from(`picture of ${size}`) })));
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const types: string[] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) types.push(icns.toString('latin1', at, at + 4));
  expect(types).toEqual(['ic11', 'ic13', 'ic08']);
});

test.each([16, 32, 48, 64, 128, 256, 512, 1024])('the committed icon of %d pixels is a PNG of that size', (size) => {
  const png = readFileSync(path.join(icons, 'app', `${size}x${size}.png`));
  expect(png.toString('hex', 0, 8)).toBe(PNG_SIGNATURE);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
});

test.each(['on-light', 'on-dark', 'iconTemplate'])('the tray icon %s has 16 and 32 pixels', (name) => {
  const widthOf = (file: string): number => readFileSync(path.join(icons, 'tray', file)).readUInt32BE(16);
  expect([widthOf(`${name}.png`), widthOf(`${name}@2x.png`)]).toEqual([16, 32]);
});
