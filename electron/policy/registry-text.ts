/** What `reg.exe query` prints, as keys and values. Pure; never throws, whatever the text is. */
export interface RegistryValue {
  /** As written; Windows does not tell upper from lower case. */
  readonly name: string;
  /** For instance `REG_DWORD`. */
  readonly type: string;
  readonly data: string;
}
export interface RegistryKey {
  /** From the hive's short name on: `HKLM\Software\…`. */
  readonly path: string;
  readonly values: readonly RegistryValue[];
  /** The lines of the values as they were printed. */
  readonly text: string;
}

const HIVES: Readonly<Record<string, string>> = { HKEY_LOCAL_MACHINE: 'HKLM', HKEY_CURRENT_USER: 'HKCU' };
const KEY_LINE = /^(HKEY_[A-Z_]+)(\\.*)?$/i;
/** Four spaces before each part; a name may hold single spaces, and data may be empty. */
const VALUE_LINE = /^ {4}(.+?) {4}(REG_[A-Z0-9_]+)(?: {4}(.*))?$/;

export function parseRegistryText(text: string): RegistryKey[] {
  const keys: { path: string; values: RegistryValue[]; lines: string[] }[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const key = KEY_LINE.exec(line.trimEnd());
    if (key) {
      const hive = key[1]?.toUpperCase() ?? '';
      keys.push({ path: (HIVES[hive] ?? hive) + (key[2] ?? ''), values: [], lines: [] });
      continue;
    }
    const current = keys.at(-1);
    const value = current && parseRegistryValue(line);
    if (!value) continue;
    current.values.push(value);
    current.lines.push(line);
  }
  return keys.map(({ path, values, lines }) => ({ path, values, text: lines.join('\n') }));
}

export function parseRegistryValue(line: string): RegistryValue | null {
  const [, name, type, data = ''] = VALUE_LINE.exec(line) ?? [];
  return name === undefined || type === undefined ? null : { name, type, data };
}

/** A REG_DWORD as a number, null when it is none. */
export function dwordOf({ type, data }: RegistryValue): number | null {
  return type === 'REG_DWORD' && /^0x[0-9a-f]{1,8}$/i.test(data) ? Number.parseInt(data, 16) : null;
}

export const isSameKey = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
