/** Brings an options file of any earlier version to today's. One function a step; never renumber. */
import { fail, ok, type Result } from '../../common/result.ts';

type Stored = Record<string, unknown>;
/** `STEPS[n]` turns version n + 1 into n + 2. Version 1 is the first. */
const STEPS: readonly ((stored: Stored) => Stored)[] = [];
export const OPTIONS_SCHEMA_VERSION = STEPS.length + 1;

/** @returns the text of the file in today's version; the same text when there was nothing to do. */
export function migrate(
  text: string,
  steps = STEPS,
): Result<string, 'not-json' | 'not-an-object' | 'from-a-newer-version'> {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return fail('not-json');
  }
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return fail('not-an-object');
  const version = (stored as Stored)['schemaVersion'] ?? 1;
  const target = steps.length + 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > target)
    return fail('from-a-newer-version');
  if (version === target) return ok(text);
  const migrated = steps.slice(version - 1).reduce((value, step) => step(value), stored as Stored);
  return ok(`${JSON.stringify({ ...migrated, schemaVersion: target }, null, '\t')}\n`);
}
