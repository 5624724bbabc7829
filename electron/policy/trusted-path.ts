/**
 * Whether only the administrator can have written what lies at a path (POSIX): every directory on the way, every link
 * and what it leads to must belong to root and be writable by nobody else. Access control lists are not looked at.
 */
import fs from 'node:fs/promises';
import path from 'node:path';

export interface TrustRules {
  /** The only owner that is believed. */
  readonly adminUid: number;
  /** What lies above is believed without a look. */
  readonly base: string;
}
export const ADMIN_ONLY: TrustRules = { adminUid: 0, base: '/' };

export type PathVerdict =
  | { readonly isTrusted: true; readonly realPath: string }
  /** `blamed` is the entry that others may change, and whether that is the last one of the way, the target itself. */
  | { readonly isTrusted: false; readonly blamed: string; readonly isTarget: boolean; readonly realPath: string };

const MAX_LINKS = 40;
const WRITABLE_BY_OTHERS = 0o022;

export const isAdminOnly = (
  stat: { readonly uid: number | bigint; readonly mode: number | bigint },
  { adminUid }: TrustRules,
): boolean => Number(stat.uid) === adminUid && (Number(stat.mode) & WRITABLE_BY_OTHERS) === 0;

/** Follows links. Throws the system's error when something on the way is missing or cannot be looked at. */
export async function judgePath(target: string, rules: TrustRules): Promise<PathVerdict> {
  let current = rules.base;
  let rest = partsBelow(rules.base, target);
  let links = 0;
  let blamed: string | null = (await isGood(rules.base)) ? null : rules.base;
  let isTarget = false;

  while (rest.length > 0 && rest[0] !== undefined) {
    const [part, ...after] = rest;
    const here = path.join(current, part);
    const stat = await fs.lstat(here);
    if (stat.isSymbolicLink()) {
      // Everybody may write through a link's own mode, so its owner is what counts.
      if (stat.uid !== rules.adminUid) blamed ??= here;
      if (++links > MAX_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
      const leadsTo = path.resolve(current, await fs.readlink(here), ...after);
      current = rules.base;
      rest = partsBelow(rules.base, leadsTo);
      continue;
    }
    if (!isAdminOnly(stat, rules) && blamed === null) {
      blamed = here;
      isTarget = after.length === 0;
    }
    current = here;
    rest = after;
  }
  return blamed === null
    ? { isTrusted: true, realPath: current }
    : { isTrusted: false, blamed, isTarget, realPath: current };

  async function isGood(folder: string): Promise<boolean> {
    return isAdminOnly(await fs.lstat(folder), rules);
  }
}

function partsBelow(base: string, target: string): string[] {
  const relative = path.relative(base, path.resolve(target));
  if (relative.startsWith('..')) throw Object.assign(new Error('leads out of what is believed'), { code: 'EPERM' });
  return relative === '' ? [] : relative.split(path.sep);
}
