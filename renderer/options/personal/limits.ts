/** Lengths that main accepts. They belong to the wire (`common/wire/tenant.ts`), which brings a schema library along that has no place in a window; a test compares them. */
export const MAX_ACCOUNT_LENGTH = 254;
export const MAX_PASSWORD_LENGTH = 1024;
