/**
 * One in-memory network partition per category and one for the organization's service: no cookies shared or kept, no
 * cache, no redirects, the same headers for everybody.
 */
import type { Category } from '../common/catalogue/types.ts';
import type { SessionModuleSurface } from './surface.ts';
import type { Transport } from './network.ts';
import { denyAllPermissions } from './windows/guard-contents.ts';

/** Constant, so that headers cannot tell computers apart. */
const USER_AGENT = 'Parley';
const ACCEPT_LANGUAGES = 'en';

export function partitionTransport(session: SessionModuleSurface, name: Category | 'organization'): Transport {
  // Without the `persist:` prefix Electron keeps a partition in memory only.
  const partition = session.fromPartition(`parley-${name}`, { cache: false });
  partition.setUserAgent(USER_AGENT, ACCEPT_LANGUAGES);
  denyAllPermissions(partition);
  return {
    fetch: (url, init) => partition.fetch(url, { ...init, credentials: 'omit', redirect: 'error', cache: 'no-store' }),
    closeAllConnections: () => partition.closeAllConnections(),
  };
}
