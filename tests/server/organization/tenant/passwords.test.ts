import { describe, expect, it } from 'vitest';
import { COST, createPasswordHasher } from '../../../../server/organization/tenant/passwords.ts';
import { CHEAP } from './harness.ts';

describe('password hashes', () => {
  it('fit their password alone, however its letters are composed', async () => {
    const hasher = createPasswordHasher(CHEAP);
    const stored = await hasher.hash('caf\u00e9 au lait');
    expect(await hasher.verify('cafe\u0301 au lait', stored)).toBe(true);
    expect(await hasher.verify('cafe au lait', stored)).toBe(false);
    expect(await hasher.verify('', stored)).toBe(false);
  });

  it('differ for the same password, and never hold it', async () => {
    const hasher = createPasswordHasher(CHEAP);
    const [a, b] = [await hasher.hash('the same password'), await hasher.hash('the same password')];
    expect(a).not.toBe(b);
    expect(a).not.toContain('password');
  });

  it('still fit after the cost was raised', async () => {
    const stored = await createPasswordHasher({ n: 4, r: 2, p: 1 }).hash('a password');
    expect(await createPasswordHasher(CHEAP).verify('a password', stored)).toBe(true);
  });

  it('never fit an account that does not exist', async () => {
    expect(await createPasswordHasher(CHEAP).verify('', null)).toBe(false);
  });

  it('are made with the named cost', async () => {
    const stored = await createPasswordHasher().hash('a password');
    expect(stored.split('$').slice(0, 4)).toEqual(['scrypt', String(COST.n), String(COST.r), String(COST.p)]);
  });

  it('do not queue without end', async () => {
    const hasher = createPasswordHasher(CHEAP);
    const running = Array.from({ length: 100 }, () => hasher.hash('x'));
    expect(hasher.isBusy()).toBe(true);
    await Promise.all(running);
    expect(hasher.isBusy()).toBe(false);
  });
});
