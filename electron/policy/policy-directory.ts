/**
 * Directories of policy files that only an administrator writes: `managed.d` decides, `recommended.d` proposes defaults.
 * Their files are merged in file-name order.
 */
import path from 'node:path';
import { MANAGED_DIRECTORY_NAME, POLICY_ROOTS, RECOMMENDED_DIRECTORY_NAME } from '../../common/policies/places.ts';
import type { ValueRules } from '../../common/policies/service-url.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { watchDirectory } from './directory-watch.ts';
import { parsePolicyFile } from './policy-file.ts';
import { lookAtDirectory, type DirectoryLook } from './read-directory.ts';
import { restrictOnly } from './restrict-only.ts';
import type { TrustRules } from './trusted-path.ts';
import { createWatchedSource, type WatchedSource } from './watched-source.ts';

export const DIRECTORY_POLL_INTERVAL_MS = 2_000;

export interface PolicyDirectories {
  readonly managed: string;
  readonly recommended: string;
}

/** Where an administrator puts policy files on this platform. */
export function policyDirectories(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): PolicyDirectories {
  const { join } = platform === 'win32' ? path.win32 : path.posix;
  const root =
    platform === 'win32'
      ? join(env['ProgramData'] ?? String.raw`C:\ProgramData`, POLICY_ROOTS.win32)
      : POLICY_ROOTS[platform === 'darwin' ? 'darwin' : 'linux'];
  return { managed: join(root, MANAGED_DIRECTORY_NAME), recommended: join(root, RECOMMENDED_DIRECTORY_NAME) };
}

/** In development the directory that was asked for; recommendations lie in a folder of it. */
export const developmentDirectories = (managed: string): PolicyDirectories => ({
  managed,
  recommended: path.join(managed, RECOMMENDED_DIRECTORY_NAME),
});

export interface PolicyDirectoryOptions {
  readonly source: 'machine' | 'recommended';
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whose files are believed (POSIX); null: everybody's, for directories of development builds. */
  readonly trust?: TrustRules | null;
  /** Files may stop, and nothing else: where nobody can tell who wrote them. */
  readonly isRestrictOnly?: boolean;
  readonly rules?: ValueRules | undefined;
  /** How the directory is looked at; tests put delays and errors in its place. */
  readonly look?: (directory: string) => Promise<DirectoryLook>;
}

export function createPolicyDirectory(options: PolicyDirectoryOptions): WatchedSource {
  const { source, directory, clock, logger, trust = null, rules } = options;
  const parse = options.isRestrictOnly ? restrictOnly(parsePolicyFile) : parsePolicyFile;
  return createWatchedSource({
    source,
    clock,
    logger,
    pollIntervalMs: DIRECTORY_POLL_INTERVAL_MS,
    look: () => (options.look ?? ((folder) => lookAtDirectory(folder, { trust })))(directory),
    originOf: (file) => ({ source, ...(file === undefined ? { path: directory } : { file }) }),
    parse: (bytes, origin) => parse(bytes, origin, rules),
    watch: (onHint) => watchDirectory(directory, onHint),
  });
}
