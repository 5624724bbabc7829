/** Where admins put policies on each platform: the names that readers, templates and documentation share. */

/** Below each hive (HKLM for the computer, HKCU for the user). */
export const REGISTRY_KEY = String.raw`Software\Policies\Parley\Parley`;
export const RECOMMENDED_SUBKEY = 'Recommended';
/** The original's switch, below each hive; the later is the stronger where it matters. */
export const LEGACY_KEYS: readonly string[] = [
  String.raw`Software\Policies\Microsoft\Office\15.0\Lync`,
  String.raw`Software\Policies\Microsoft\Office\16.0\Lync`,
];
export const LEGACY_VALUE = 'disableautomaticsendtracing';

/** Name of the preferences file below `/Library/Managed Preferences`, which is the identifier of the app. */
export const PREFERENCES_DOMAIN = 'example.parley.client';

/** Mandatory and recommended policy files; each is a directory of `*.json`. */
export const MANAGED_DIRECTORY_NAME = 'managed.d';
export const RECOMMENDED_DIRECTORY_NAME = 'recommended.d';
export const POLICY_ROOTS = {
  linux: '/etc/parley/policies',
  darwin: '/Library/Application Support/Parley/policies',
  /** Below `%ProgramData%`. */
  win32: String.raw`Parley\policies`,
} as const;
