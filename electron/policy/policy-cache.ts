/**
 * The last in-band policy of each principal on disk: one private file each, written atomically and sealed, so that
 * nobody lifts the organization's policy by hand while its service is out of reach. Holds no account name.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { principalKey, type Principal } from '../../common/principal.ts';
import { tenantPolicy, type TenantPolicy } from '../../common/wire/tenant.ts';
import { ensurePrivateDirectory, setAside, writeFileAtomic } from '../atomic-file.ts';
import type { Clock } from '../clock.ts';
import { openSeal, openSealedJson, sealedJson } from '../seal.ts';
import { errorCodeOf } from '../error-code.ts';
import type { Logger } from '../logging/logger.ts';

const CACHE_VERSION = 2;
const MAX_CACHE_BYTES = 256 * 1024;

export interface CachedPolicy {
  readonly policy: TenantPolicy;
  /** When the service was last reached, milliseconds since the epoch. */
  readonly reachedAt: number;
}

export interface PolicyCache {
  /** Null when there is none, or none that can be used; that one is set aside. */
  load(principal: Principal): CachedPolicy | null;
  /** A disk that is full or read-only is logged, no more: the policy applies all the same. */
  save(principal: Principal, cached: CachedPolicy): void;
  remove(principal: Principal): void;
}

const cacheFile = z.object({
  version: z.literal(CACHE_VERSION),
  /** The file's own principal, so that a file that was moved or renamed serves nobody else. */
  principal: z.string(),
  policy: tenantPolicy,
  reachedAt: z.number(),
});

export function createPolicyCache(directory: string, clock: Clock, logger: Logger): PolicyCache {
  const seal = openSeal(directory);
  const digest = (principal: Principal): string =>
    createHash('sha256').update(principalKey(principal)).digest('hex').slice(0, 32);
  const fileOf = (principal: Principal): string => path.join(directory, `tenant-policy-${digest(principal)}.json`);

  return {
    load(principal) {
      const file = fileOf(principal);
      try {
        if (fs.statSync(file).size > MAX_CACHE_BYTES) throw new Error('the cached policy is too large');
        const parsed = cacheFile.parse(openSealedJson(fs.readFileSync(file, 'utf8'), seal));
        if (parsed.principal !== digest(principal)) throw new Error('the cached policy is of somebody else');
        return { policy: parsed.policy, reachedAt: parsed.reachedAt };
      } catch (error) {
        if (errorCodeOf(error) === 'ENOENT') return null;
        logger.warn('The cached tenant policy cannot be used', { code: errorCodeOf(error), keptAs: trySetAside(file) });
        return null;
      }
    },
    save(principal, { policy, reachedAt }) {
      try {
        ensurePrivateDirectory(directory);
        const content = { version: CACHE_VERSION, principal: digest(principal), policy, reachedAt };
        writeFileAtomic(fileOf(principal), sealedJson(content, seal));
      } catch (error) {
        logger.warn('The tenant policy could not be cached', { code: errorCodeOf(error) });
      }
    },
    remove(principal) {
      fs.rmSync(fileOf(principal), { force: true });
    },
  };

  function trySetAside(file: string): string | null {
    try {
      return setAside(file, clock.now());
    } catch {
      return null;
    }
  }
}
