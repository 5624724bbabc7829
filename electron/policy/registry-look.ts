/**
 * Looks at registry keys through `reg.exe query`, which says in the language of Windows why it failed. So nothing is
 * taken from its words: a key that its parent does not list is missing; one that is listed and cannot be read is
 * unreadable.
 */
import { errorCodeOf } from '../error-code.ts';
import type { DirectoryLook, ListedFile } from './read-directory.ts';
import { isSameKey, parseRegistryText, type RegistryKey } from './registry-text.ts';

/** The platform call. A later one may use the API and its change notification behind the same interface. */
export interface RegistryPort {
  /** The output of `reg.exe query`, or null when it failed. `key` begins with `HKLM` or `HKCU`. */
  query(key: string, isRecursive: boolean): Promise<string | null>;
}

export type Hive = 'HKLM' | 'HKCU';

export interface RegistryReader {
  /** @param keys what to look at, the weaker first, each from the hive on */
  look(keys: readonly string[]): Promise<DirectoryLook>;
}

/** Sources that look at about the same time share one run of `reg.exe`. */
const SHARED_FOR_MS = 500;
/** `HIVE\Software\Policies` is there on every Windows; keys are looked for from there on. */
const FIRST_SEGMENTS = 3;

export function createRegistryReader(port: RegistryPort, monotonicMs: () => number): RegistryReader {
  const shared = new Map<string, { readonly atMs: number; readonly answer: Promise<RegistryKey[] | null> }>();

  function query(key: string, isRecursive: boolean): Promise<RegistryKey[] | null> {
    const name = `${isRecursive ? 'all' : 'one'} ${key.toLowerCase()}`;
    const known = shared.get(name);
    if (known && monotonicMs() - known.atMs < SHARED_FOR_MS) return known.answer;
    const answer = port.query(key, isRecursive).then(
      (text) => (text === null ? null : parseRegistryText(text)),
      () => null,
    );
    shared.set(name, { atMs: monotonicMs(), answer });
    return answer;
  }

  async function lookAtKey(key: string): Promise<ListedFile | null> {
    const segments = key.split('\\');
    // Down to the vendor's key one level at a time, from there on with everything below it in one run.
    for (let depth = FIRST_SEGMENTS; ; depth++) {
      const child = segments.slice(0, depth + 1).join('\\');
      const listed = await query(segments.slice(0, depth).join('\\'), false);
      if (!listed) return unreadable(key);
      if (!listed.some(({ path }) => isSameKey(path, child))) return null;
      if (!isBroad(child)) return found(key, await query(child, true));
    }
  }

  return {
    async look(keys) {
      try {
        const looks = await Promise.all(keys.map(lookAtKey));
        const files = looks.filter((file) => file !== null);
        return files.length === 0 ? { kind: 'missing' } : { kind: 'listed', identity: 'registry', files, leftOut: 0 };
      } catch (error) {
        return { kind: 'unreadable', code: errorCodeOf(error) };
      }
    },
  };
}

/** Too much lies below Microsoft's own key to read all of it. */
const isBroad = (key: string): boolean => /\\Microsoft$/i.test(key);

const unreadable = (key: string): ListedFile => ({
  name: key,
  signature: 'unreadable',
  look: { kind: 'unreadable', code: 'registry query failed' },
});

function found(key: string, keys: RegistryKey[] | null): ListedFile | null {
  if (!keys) return unreadable(key);
  const match = keys.find(({ path }) => isSameKey(path, key));
  if (!match) return null;
  return { name: key, signature: match.text, look: { kind: 'bytes', bytes: new TextEncoder().encode(match.text) } };
}
