/** The operating system's key store, where there is one that can be trusted. Keys get lost: callers must survive that. */
import type { SafeStorageSurface } from '../surface.ts';
import type { SecretStore } from './session-file.ts';

/** Null when there is none, or when Linux would only fall back to a key that everybody knows. */
export async function openSecretStore(
  safeStorage: SafeStorageSurface,
  platform: NodeJS.Platform,
): Promise<SecretStore | null> {
  const isAvailable = await safeStorage.isAsyncEncryptionAvailable().catch(() => false);
  if (!isAvailable) return null;
  if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    encrypt: (text) => safeStorage.encryptStringAsync(text),
    decrypt: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result,
  };
}
