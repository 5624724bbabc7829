/**
 * The policy sources that an MDM profile feeds on macOS. Only files below `/Library/Managed Preferences` are read, which
 * the system writes for forced values alone: what `defaults write` sets neither grants nor restricts.
 */
import path from 'node:path';
import { PREFERENCES_DOMAIN } from '../../common/policies/places.ts';
import type { ValueRules } from '../../common/policies/service-url.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { watchDirectory } from './directory-watch.ts';
import { parsePlistPolicies } from './plist.ts';
import { DIRECTORY_POLL_INTERVAL_MS } from './policy-directory.ts';
import { lookAtOneFile } from './read-directory.ts';
import type { TrustRules } from './trusted-path.ts';
import { createWatchedSource, type WatchedSource } from './watched-source.ts';

export const MANAGED_PREFERENCES = '/Library/Managed Preferences';

export interface ManagedPreferencesOptions {
  readonly userName: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly trust: TrustRules | null;
  readonly rules?: ValueRules | undefined;
  readonly root?: string;
}

/** Of the user and of the computer. */
export function createManagedPreferences(options: ManagedPreferencesOptions): WatchedSource[] {
  const { userName, root = MANAGED_PREFERENCES } = options;
  // A name that is no name of a folder would lead elsewhere.
  const isName = /^[^/\0]+$/.test(userName) && userName !== '.' && userName !== '..';
  return [
    ...(isName ? [preferences('user', path.posix.join(root, userName), options)] : []),
    preferences('machine', root, options),
  ];
}

function preferences(
  source: 'user' | 'machine',
  folder: string,
  { clock, logger, trust, rules }: ManagedPreferencesOptions,
): WatchedSource {
  const name = `${PREFERENCES_DOMAIN}.plist`;
  const file = path.posix.join(folder, name);
  return createWatchedSource({
    source,
    clock,
    logger,
    pollIntervalMs: DIRECTORY_POLL_INTERVAL_MS,
    look: () => lookAtOneFile(file, { trust }),
    originOf: () => ({ source, file: name, path: file }),
    parse: (bytes, origin) => parsePlistPolicies(bytes, origin, rules),
    watch: (onHint) => watchDirectory(folder, onHint),
  });
}
