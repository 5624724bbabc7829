import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openWindowPlaces, type Rectangle, type WindowPlaces } from '../../../electron/windows/window-places.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

const PRIMARY = { x: 0, y: 25, width: 1280, height: 775 };
const SECOND = { x: 1280, y: 0, width: 1920, height: 1080 };
const file = (directory: string): string => path.join(directory, 'windows.json');

function open(directory: string, areas: readonly Rectangle[] = [PRIMARY, SECOND]) {
  const [clock, logger] = [fakeClock(), capturingLogger()];
  const places: WindowPlaces = openWindowPlaces({ directory, clock, logger, workAreas: () => areas });
  return { places, clock, logger };
}
function stored(bounds: unknown, areas?: readonly Rectangle[]): ReturnType<WindowPlaces['of']> {
  const directory = tempDirectory();
  fs.writeFileSync(file(directory), JSON.stringify({ options: bounds }));
  return open(directory, areas).places.of('options');
}

describe('the places of the windows', () => {
  test('are kept over a restart, each by itself, in a file that only its owner can read', () => {
    const directory = tempDirectory();
    const { places, clock } = open(directory);
    places.remember('main', { x: 10, y: 40, width: 360, height: 560 });
    places.remember('options', { x: 1400, y: 100, width: 800, height: 700 });
    clock.advance(1_000);
    expect(fs.statSync(file(directory)).mode & 0o777).toBe(0o600);
    const again = open(directory).places;
    expect(again.of('main')).toEqual({ x: 10, y: 40, width: 360, height: 560 });
    expect(again.of('options')).toEqual({ x: 1400, y: 100, width: 800, height: 700 });
    expect(again.of('first-run')).toBeNull();
  });

  test('are written once while a window is dragged, and without waiting for the end of the app', () => {
    const directory = tempDirectory();
    const { places, clock } = open(directory);
    for (let x = 0; x < 100; x++) places.remember('main', { x, y: 40, width: 360, height: 560 });
    expect(fs.existsSync(file(directory))).toBe(false);
    clock.advance(500);
    expect(open(directory).places.of('main')).toMatchObject({ x: 99 });
  });

  test('a display that is gone takes no window along: the size stays, the system places it', () => {
    expect(stored({ x: 1400, y: 100, width: 800, height: 700 }, [PRIMARY])).toEqual({ width: 800, height: 700 });
  });

  test.each([
    ['under the bar at the top', { x: 10, y: 0, width: 400, height: 400 }],
    ['below the edge', { x: 10, y: 790, width: 400, height: 400 }],
    ['almost outside on the left', { x: -360, y: 100, width: 400, height: 400 }],
  ])('a title bar that no hand can reach counts as gone: %s', (_where, bounds) => {
    expect(stored(bounds, [PRIMARY])).toEqual({ width: 400, height: 400 });
  });

  test('a window is never larger than its display', () => {
    expect(stored({ x: 0, y: 25, width: 5_000, height: 4_000 }, [PRIMARY])).toEqual(PRIMARY);
  });

  test.each([
    null,
    [],
    'x',
    {},
    { x: 0, y: 0, width: 0, height: 10 },
    { x: 0.5, y: 0, width: 9, height: 9 },
    { x: 1e9, y: 0, width: 9, height: 9 },
    { x: 0, y: 0, width: '9', height: 9 },
  ])('%j is no place', (bounds) => {
    expect(stored(bounds)).toBeNull();
  });

  test('a file that cannot be read is set aside, and windows open where they would at first', () => {
    const directory = tempDirectory();
    fs.writeFileSync(file(directory), '{"main": {');
    const { places, logger } = open(directory);
    expect(places.of('main')).toBeNull();
    expect(fs.readdirSync(directory)).toEqual([expect.stringContaining('windows.json.unusable-')]);
    expect(logger.lines).toHaveLength(1);
  });

  test('a disk that takes nothing costs the place and nothing else', () => {
    const directory = path.join(tempDirectory(), 'missing');
    const { places, clock, logger } = open(directory);
    places.remember('main', { x: 1, y: 40, width: 360, height: 560 });
    clock.advance(1_000);
    expect(logger.lines[0]?.details).toEqual({ code: 'ENOENT' });
    expect(places.of('main')).toMatchObject({ x: 1 });
  });

  test('whatever the file says, a position that is given back lets a hand reach the title bar', () => {
    const number = fc.integer({ min: -5_000, max: 5_000 });
    fc.assert(
      fc.property(fc.record({ x: number, y: number, width: number, height: number }), (bounds) => {
        const place = stored(bounds);
        if (!place || !('x' in place)) return;
        const area = [PRIMARY, SECOND].find((each) => place.x < each.x + each.width && place.y >= each.y);
        expect(area).toBeDefined();
        expect(place.width).toBeLessThanOrEqual(SECOND.width);
      }),
      { numRuns: 200 },
    );
  });
});
