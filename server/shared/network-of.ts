/** Whom a limit counts: the network that a request came from. */
import { isIPv6 } from 'node:net';

/** An IPv4 address, or the /64 of an IPv6 one: a household or host has at least that many. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    groups.push(...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'), ...after);
  }
  const hex = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${hex.join(':')}::/64`;
}
