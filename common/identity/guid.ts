/** How hashed IDs look and what goes into them. The hashing itself needs a crypto library and lives with its key. */

/** 16 bytes of a MAC as a GUID: RFC 9562 version 8 (custom), so that nobody takes it for a random one. Lower case. */
export function guidFromBytes(mac: Uint8Array): string {
  if (mac.length < 16) throw new RangeError(`a GUID needs 16 bytes, got ${mac.length}`);
  const bytes = Uint8Array.from(mac.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Input of the client's HMAC-SHA-256 under the organization's key, which the vendor never has. */
export const clientHashInput = (accountId: string): string => `parley client user\0v1\0${accountId}`;

/** Inputs of the service's HMAC-SHA-256; each is used with a key of its own. Census has no tenant, so none goes in. */
export const serviceHashInput = {
  censusUser: (clientHash: string): string => `parley census user\0v1\0${clientHash}`,
  errorUser: (tenantId: string, accountId: string): string => `parley error user\0v1\0${tenantId}\0${accountId}`,
  sipUri: (tenantId: string, sipUri: string): string => `parley sip uri\0v1\0${tenantId}\0${sipUri.toLowerCase()}`,
} as const;
