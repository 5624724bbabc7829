/**
 * Where the windows were, in `windows.json`. A place counts only while it can be seen: a display that is gone must not
 * take a window along. What cannot be read or written costs a window its place and nothing else.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setAside, writeFileAtomic } from '../atomic-file.ts';
import type { Clock } from '../clock.ts';
import { errorCodeOf } from '../error-code.ts';
import type { Caller } from '../ipc/serve-calls.ts';
import type { Logger } from '../logging/logger.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface WindowPlaces {
  /** Size, and position where it is visible; null when nothing is known. */
  of(role: Caller): Rectangle | Pick<Rectangle, 'width' | 'height'> | null;
  /** Written a moment later, since a window that is dragged moves many times. */
  remember(role: Caller, bounds: Rectangle): void;
}
export interface WindowPlacesDeps {
  readonly directory: string;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly logger: Logger;
  /** What can be seen of each display, the primary one first. */
  workAreas(): readonly Rectangle[];
}

const SAVE_DELAY_MS = 500;
const MAX_COORDINATE = 100_000;
const MAX_SIZE = 20_000;
/** As much of the title bar as a hand needs to drag the window. */
const GRIP = { width: 100, height: 32 } as const;

export function openWindowPlaces({ directory, clock, logger, workAreas }: WindowPlacesDeps): WindowPlaces {
  const file = path.join(directory, 'windows.json');
  const places = readPlaces(file, clock.now(), logger);
  let cancelSave: (() => void) | null = null;

  const save = (): void => {
    cancelSave = null;
    try {
      writeFileAtomic(file, `${JSON.stringify(Object.fromEntries(places), null, 2)}\n`);
    } catch (error) {
      logger.warn('The places of the windows cannot be saved.', { code: errorCodeOf(error) });
    }
  };
  return {
    of(role) {
      const place = places.get(role);
      if (!place) return null;
      const areas = workAreas();
      const home = areas.find((area) => isWithinReach(place, area));
      const room = home ?? areas[0];
      if (!room) return null;
      const size = { width: Math.min(place.width, room.width), height: Math.min(place.height, room.height) };
      return home ? { x: place.x, y: place.y, ...size } : size;
    },
    remember(role, { x, y, width, height }) {
      const bounds = { x, y, width, height };
      if (!isRectangle(bounds)) return;
      places.set(role, bounds);
      cancelSave ??= clock.after(SAVE_DELAY_MS, save);
    },
  };
}

function isWithinReach(place: Rectangle, area: Rectangle): boolean {
  const seenWidth = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  const isTitleSeen = place.y >= area.y && place.y + GRIP.height <= area.y + area.height;
  return isTitleSeen && seenWidth >= Math.min(GRIP.width, place.width);
}

function readPlaces(file: string, nowMs: number, logger: Logger): Map<Caller, Rectangle> {
  const places = new Map<Caller, Rectangle>();
  let stored: unknown;
  try {
    const text = fs.readFileSync(file, 'utf8');
    stored = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) setAsideQuietly(file, nowMs, logger);
    return places;
  }
  for (const role of ['main', 'options', 'first-run'] as const) {
    const place = (stored as Partial<Record<Caller, unknown>> | null)?.[role];
    if (isRectangle(place)) places.set(role, place);
  }
  return places;
}

function setAsideQuietly(file: string, nowMs: number, logger: Logger): void {
  try {
    logger.warn('The places of the windows cannot be read; the file was set aside.', {
      keptAs: setAside(file, nowMs),
    });
  } catch {
    // It stays, and the next place that is remembered takes its room.
  }
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height } = value as Record<keyof Rectangle, unknown>;
  return (
    [x, y].every((number) => isWhole(number) && Math.abs(number) <= MAX_COORDINATE) &&
    [width, height].every((number) => isWhole(number) && number > 0 && number <= MAX_SIZE)
  );
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
