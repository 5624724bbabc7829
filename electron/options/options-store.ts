/**
 * The user's own options on disk (electron-store). A file that cannot be used is set aside, never deleted; a single
 * value that is not allowed falls back to its default. What a policy manages is decided elsewhere: this is the user's
 * own choice, which comes back when a policy ends.
 */
import fs from 'node:fs';
import path from 'node:path';
import Store from 'electron-store';
import {
  defaultOptions,
  isOptionValue,
  OPTION_KEYS,
  type OptionKey,
  type OptionValue,
  type OptionValues,
} from '../../common/options/records.ts';
import { fail, ok, type Result } from '../../common/result.ts';
import { setAside } from '../atomic-file.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { migrate, OPTIONS_SCHEMA_VERSION } from './migrations.ts';

export interface OptionsStore {
  values(): OptionValues;
  /** Options that the user set, even if to the default; the others may be recommended by a policy. */
  chosen(): ReadonlySet<OptionKey>;
  set(key: OptionKey, value: string | boolean): Result<null, 'not-saved' | 'not-a-value'>;
}
export interface OptionsStoreDeps {
  readonly directory: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

const NAME = 'options';

export function openOptionsStore({ directory, clock, logger }: OptionsStoreDeps): OptionsStore {
  const file = path.join(directory, `${NAME}.json`);
  prepareFile(file, clock.now(), logger);
  const store = new Store<Record<string, unknown>>({
    name: NAME,
    cwd: directory,
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
  });
  let values = readValues(store.store, logger);
  const chosen = new Set(OPTION_KEYS.filter((key) => isOptionValue(key, store.store[key])));
  return {
    values: () => values,
    chosen: () => chosen,
    set(key, value) {
      if (!isOptionValue(key, value)) return fail('not-a-value');
      try {
        store.set({ schemaVersion: OPTIONS_SCHEMA_VERSION, [key]: value });
      } catch (error) {
        logger.error('The options cannot be saved.', {
          code: (error as NodeJS.ErrnoException).code ?? 'unknown',
        });
        return fail('not-saved');
      }
      values = { ...values, [key]: value };
      chosen.add(key);
      return ok(null);
    },
  };
}

/** Migrates an older file in place and sets one aside that is not an object of options. */
function prepareFile(file: string, nowMs: number, logger: Logger): void {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    return; // Nothing there yet, or unreadable: the store begins with the defaults and says so when it saves.
  }
  const migrated = migrate(text);
  if (!migrated.ok) {
    const keptAs = setAside(file, nowMs);
    logger.error('The options file cannot be used; it was set aside and the defaults apply.', {
      template: 'options-set-aside',
      file: path.basename(file),
      keptAs,
      reason: migrated.reason,
    });
  } else if (migrated.value !== text) {
    fs.writeFileSync(file, migrated.value, { mode: 0o600 });
  }
}

function readValues(stored: Readonly<Record<string, unknown>>, logger: Logger): OptionValues {
  const values: Record<string, OptionValue> = { ...defaultOptions() };
  for (const key of OPTION_KEYS) {
    const value = stored[key];
    if (isOptionValue(key, value)) values[key] = value;
    else if (value !== undefined)
      logger.warn('An option has a value that is not allowed; its default applies.', {
        file: `${NAME}.json`,
        option: key,
      });
  }
  return values as OptionValues;
}
