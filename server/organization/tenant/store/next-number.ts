/**
 * Numbers revisions and serials, of which receivers ignore the lower. Each is higher than the last and at least the time in
 * seconds: after a restore from an older backup the next change still outranks what clients and the vendor know.
 */
export const nextNumber = (last: number, nowMs: number): number => Math.max(last + 1, Math.floor(nowMs / 1000));
