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
import { setAside, writeFileAtomic } from '../atomic-file.ts';
import type { Clock } from '../clock.ts';
import { errorCodeOf } from '../error-code.ts';
import type { Logger } from '../logging/logger.ts';
import { migrate, OPTIONS_SCHEMA_VERSION } from './migrations.ts';

export interface OptionsStore {
  /** The file of an earlier run could not be used at this start. */
  readonly wasSetAside: boolean;
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

export function openOptionsStore(deps: OptionsStoreDeps): OptionsStore {
  const { directory, clock, logger } = deps;
  const wasSetAside = prepareFile(path.join(directory, `${NAME}.json`), clock.now(), logger);
  const store = openStore(deps);
  const stored = store?.store ?? {};
  let values = readValues(stored, logger);
  const chosen = new Set(OPTION_KEYS.filter((key) => isOptionValue(key, stored[key])));
  return {
    wasSetAside,
    values: () => values,
    chosen: () => chosen,
    set(key, value) {
      if (!isOptionValue(key, value)) return fail('not-a-value');
      try {
        if (!store) return fail('not-saved');
        store.set({ schemaVersion: OPTIONS_SCHEMA_VERSION, [key]: value });
      } catch (error) {
        logger.error('The options cannot be saved.', { code: errorCodeOf(error) });
        return fail('not-saved');
      }
      values = { ...values, [key]: value };
      chosen.add(key);
      return ok(null);
    },
  };
}

/** Null when the file can be neither used nor moved out of the way: the defaults apply, and nothing can be saved. */
function openStore({ directory, logger }: OptionsStoreDeps): Store | null {
  try {
    return new Store({
      name: NAME,
      cwd: directory,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
    });
  } catch (error) {
    logger.error('The options cannot be read; the defaults apply and cannot be changed in this run.', {
      code: errorCodeOf(error),
    });
    return null;
  }
}

/** Migrates an older file in place and sets one aside that is not an object of options. @returns whether it did */
function prepareFile(file: string, nowMs: number, logger: Logger): boolean {
  try {
    const text = fs.readFileSync(file, 'utf8');
    const migrated = migrate(text);
    if (!migrated.ok) {
      logger.error('The options file cannot be used; it was set aside and the defaults apply.', {
        template: 'options-set-aside',
        file: path.basename(file),
        keptAs: setAside(file, nowMs),
        reason: migrated.reason,
      });
      return true;
    }
    if (migrated.value !== text) writeFileAtomic(file, migrated.value);
  } catch (error) {
    // A missing file is how everything begins; any other trouble shows again when the store is opened.
    if (errorCodeOf(error) !== 'ENOENT')
      logger.warn('The options file could not be prepared.', { code: errorCodeOf(error) });
  }
  return false;
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
