/** The policy sources of this computer, by platform: the weaker before the stronger where two speak for the same source. */
import type { SourceReading } from '../../common/policies/reading.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { createManagedPreferences } from './managed-preferences.ts';
import { createPolicyDirectory, developmentDirectories, policyDirectories } from './policy-directory.ts';
import type { PolicyDirectories } from './policy-directory.ts';
import { regExe } from './reg-exe.ts';
import { createRegistrySources } from './registry-sources.ts';
import { ADMIN_ONLY } from './trusted-path.ts';
import type { WatchedSource } from './watched-source.ts';

export interface LocalSourcesOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userName: string;
  /** A packaged Parley believes none but the administrator; see `trusted-path.ts`. */
  readonly isPackaged: boolean;
  /** In development, a directory in place of the system's; the system's other sources are left out then. */
  readonly directory: string | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface LocalSources {
  readonly sources: readonly WatchedSource[];
  readonly directories: PolicyDirectories;
  readings(): SourceReading[];
  /** Looks at every source once and follows it from then on. */
  start(): Promise<void>;
  /** Looks at every source again, for instance on resume. */
  refresh(): Promise<void>;
}

export function createLocalSources(options: LocalSourcesOptions): LocalSources {
  const { platform, env, userName, isPackaged, directory, clock, logger } = options;
  const directories = directory === null ? policyDirectories(platform, env) : developmentDirectories(directory);
  // Whoever may pass a directory is believed; only development builds take one.
  const trust = isPackaged && platform !== 'win32' ? ADMIN_ONLY : null;
  const isRestrictOnly = isPackaged && platform === 'win32';
  const rules = { isDevelopment: !isPackaged };
  const inDirectory = (source: 'machine' | 'recommended', folder: string): WatchedSource =>
    createPolicyDirectory({ source, directory: folder, clock, logger, trust, isRestrictOnly, rules });

  const sources = [
    inDirectory('recommended', directories.recommended),
    inDirectory('machine', directories.managed),
    ...(directory === null ? ofTheSystem() : []),
  ];

  function ofTheSystem(): WatchedSource[] {
    if (platform === 'darwin') return createManagedPreferences({ userName, clock, logger, trust, rules });
    if (platform !== 'win32') return [];
    return createRegistrySources(regExe(env['SystemRoot'] ?? String.raw`C:\Windows`), clock, logger, rules);
  }

  return {
    sources,
    directories,
    readings: () => sources.map((source) => source.reading()),
    start: async () => void (await Promise.all(sources.map((source) => source.start()))),
    refresh: async () => void (await Promise.all(sources.map((source) => source.refresh()))),
  };
}
