/** What client and organization service say to each other, and the signed switch that the vendor's service reads too. */
import { z } from 'zod';

export const MAX_ACCOUNT_LENGTH = 254;
export const MAX_PASSWORD_LENGTH = 1024;
const tenantId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
const organizationName = z.string().min(1).max(128);
/** Milliseconds since the epoch. */
const timeMs = z.int().nonnegative();
const token = z.string().regex(/^[A-Za-z0-9_-]{32,128}$/);

/** Paths on the organization's service. */
export const TENANT_PATHS = {
  signIn: '/v1/sign-in',
  signOut: '/v1/sign-out',
  /** Signed, public, readable before sign-in. */
  stopSwitch: '/v1/switch',
  /** In-band policy; bearer session; ETag. */
  policy: '/v1/policy',
  /** Server-sent events; bearer session; `policy` events carry a `TenantPolicy`. */
  policyEvents: '/v1/policy/events',
} as const;

/** The payload that the organization signs (Ed25519) and pushes to the vendor's telemetry service. */
export const switchPayload = z.strictObject({
  tenantId,
  name: organizationName,
  disableAutomaticSendTracing: z.boolean(),
  /** SHA-256 (hex) of the upload tokens that belong to this organization; the tokens themselves never travel here. */
  uploadTokenSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of the token that entitles to report a failed sign-in and to nothing else. */
  guestTokenSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Rises with each change; a lower one than known is ignored. */
  serial: z.int().nonnegative(),
  issuedAt: timeMs,
});
export type SwitchPayload = z.infer<typeof switchPayload>;

/** `payload` is the base64url of the JSON text that was signed, so that nobody has to agree on a canonical form. */
export const signedSwitch = z.strictObject({
  payload: z.base64url().max(8_192),
  signature: z.base64url().max(128),
});
export type SignedSwitch = z.infer<typeof signedSwitch>;

/** Answer of `GET /v1/switch`. */
export const switchAnswer = z.object({ switch: signedSwitch, guestToken: token });
export type SwitchAnswer = z.infer<typeof switchAnswer>;

/** In-band policy. Values are checked by the client's policy reader, with the same rules as a file. */
export const tenantPolicy = z.object({
  revision: z.int().nonnegative(),
  issuedAt: timeMs,
  settings: z.record(z.string().max(128), z.unknown()),
});
export type TenantPolicy = z.infer<typeof tenantPolicy>;

export const signInRequest = z.strictObject({
  account: z.string().min(1).max(MAX_ACCOUNT_LENGTH),
  password: z.string().min(1).max(MAX_PASSWORD_LENGTH),
});
export type SignInRequest = z.infer<typeof signInRequest>;

export const signInAnswer = z.object({
  accountId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/),
  displayName: z.string().min(1).max(128),
  sipUri: z.string().max(256),
  organization: z.object({ tenantId, name: organizationName }),
  /** base64url of 32 bytes: the key of the client hash. Never sent to the vendor. */
  hashingKey: z.base64url().length(43),
  /** The same for all users of the organization. */
  uploadToken: token,
  sessionToken: token,
  policy: tenantPolicy,
});
export type SignInAnswer = z.infer<typeof signInAnswer>;

/** Body of every refusal of the organization's service. */
export const refusal = z.object({ error: z.string().max(64), message: z.string().max(512) });
export type Refusal = z.infer<typeof refusal>;
