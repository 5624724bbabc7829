import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAccounts } from '../../../../server/organization/tenant/store/accounts.ts';
import { MIGRATIONS } from '../../../../server/organization/tenant/store/schema.ts';
import {
  createSessions,
  MAX_SESSIONS_PER_ACCOUNT,
  SESSION_MS,
} from '../../../../server/organization/tenant/store/sessions.ts';
import { inTransaction, openDatabase } from '../../../../server/shared/database.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';

function open() {
  const database = openDatabase(path.join(tempDirectory(), 'test.sqlite'), MIGRATIONS);
  onTestFinished(() => database.close());
  const added = createAccounts(database).add({ account: 'a@b', displayName: 'A', role: 'user' }, 'hash', 0);
  if (!added.ok) throw new Error('not added');
  return { database, sessions: createSessions(database), accountId: added.value.accountId };
}

describe('stored sessions', () => {
  it('do not hold the token', () => {
    const { database, sessions, accountId } = open();
    const token = sessions.begin(accountId, 'client', 0);
    expect(JSON.stringify(database.prepare('SELECT * FROM sessions').all())).not.toContain(token);
    expect(sessions.find(token, 'client', 0)?.accountId).toBe(accountId);
  });

  it('are deleted once they have expired, each kind after its own time', () => {
    const { sessions, accountId } = open();
    const [client, page] = [sessions.begin(accountId, 'client', 0), sessions.begin(accountId, 'admin-page', 0)];
    expect(sessions.prune(SESSION_MS['admin-page'])).toBe(1);
    expect(sessions.find(page, 'admin-page', 0)).toBeNull();
    expect(sessions.find(client, 'client', 0)).not.toBeNull();
  });

  it('are so many an account at most, of which the newest stay', () => {
    const { database, sessions, accountId } = open();
    const tokens = inTransaction(database, () =>
      Array.from({ length: MAX_SESSIONS_PER_ACCOUNT + 2 }, (_, time) => sessions.begin(accountId, 'client', time)),
    );
    const live = tokens.map((token) => sessions.find(token, 'client', 0) !== null);
    expect(live.slice(0, 3)).toEqual([false, false, true]);
    expect(live.filter(Boolean)).toHaveLength(MAX_SESSIONS_PER_ACCOUNT);
  });
});
