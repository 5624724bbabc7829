import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOrganization } from '../../../../server/organization/tenant/data-dir.ts';
import {
  DEVELOPMENT_ORGANIZATION,
  readDevelopmentAccounts,
} from '../../../../server/organization/tenant/development.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { startHarness } from './harness.ts';

const isPosix = process.platform !== 'win32';
const FILES = ['guest-token', 'hashing-key', 'organization.json', 'signing-key.pem', 'upload-token'];

describe("the organization's folder", () => {
  it('is made once, and opened with the same keys and tokens after that', () => {
    const dataDir = path.join(tempDirectory(), 'new', 'folder');
    const first = openOrganization(dataDir, DEVELOPMENT_ORGANIZATION);
    const again = openOrganization(dataDir, null);
    const { signingKey: _key, ...words } = first;
    expect(again).toMatchObject(words);
    expect(readdirSync(dataDir).toSorted()).toEqual(FILES);
    expect(Buffer.from(first.hashingKey, 'base64url')).toHaveLength(32);
    expect(new Set([first.hashingKey, first.uploadToken, first.guestToken]).size).toBe(3);
  });

  it.runIf(isPosix)('lets nobody else in: folder 0700, every file 0600', async () => {
    const { dataDir } = await startHarness();
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    const modes = readdirSync(dataDir).map((file) => [file, statSync(path.join(dataDir, file)).mode & 0o777]);
    expect(modes.length).toBeGreaterThanOrEqual(FILES.length + 2);
    for (const [file, mode] of modes) expect([file, mode]).toEqual([file, 0o600]);
  });

  it.runIf(isPosix).each(FILES)('is refused, with the remedy, when others can read %s', (file) => {
    const dataDir = tempDirectory();
    openOrganization(dataDir, DEVELOPMENT_ORGANIZATION);
    chmodSync(path.join(dataDir, file), 0o640);
    expect(() => openOrganization(dataDir, null)).toThrow(/mode 0640.*chmod 0600/);
  });

  it.runIf(isPosix)('is refused when others can enter it', () => {
    const dataDir = path.join(tempDirectory(), 'data');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o755);
    expect(() => openOrganization(dataDir, DEVELOPMENT_ORGANIZATION)).toThrow(/mode 0755.*chmod 0700/);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each([
    ['signing-key.pem', 'not a key'],
    ['hashing-key', 'c2hvcnQ'],
    ['upload-token', ''],
    ['organization.json', '{"tenantId":"UPPER"}'],
  ])('is refused, rather than given something new, when %s is damaged', (file, content) => {
    const dataDir = tempDirectory();
    openOrganization(dataDir, DEVELOPMENT_ORGANIZATION);
    writeFileSync(path.join(dataDir, file), content);
    expect(() => openOrganization(dataDir, null)).toThrow(file);
    expect(readFileSync(path.join(dataDir, file), 'utf8')).toBe(content);
  });

  it('is not taken for another organization', () => {
    const dataDir = tempDirectory();
    openOrganization(dataDir, { tenantId: 'fabrikam', name: 'Fabrikam' });
    expect(() => openOrganization(dataDir, DEVELOPMENT_ORGANIZATION)).toThrow('names fabrikam (Fabrikam), not contoso');
  });

  it('is not made without a name, nor with a wrong one', () => {
    expect(() => openOrganization(tempDirectory(), null)).toThrow('run "registration" with --tenant-id and --name');
    expect(() => openOrganization(tempDirectory(), { tenantId: 'No Good', name: 'x' })).toThrow(
      '--tenant-id is not valid',
    );
    expect(() => openOrganization(tempDirectory(), { tenantId: 'good', name: '' })).toThrow('--name is not valid');
  });

  it('has development passwords of its own', () => {
    const [one, other] = [tempDirectory(), tempDirectory()];
    const accounts = readDevelopmentAccounts(one);
    expect(readDevelopmentAccounts(one)).toEqual(accounts);
    const passwords = [...accounts, ...readDevelopmentAccounts(other)].map(({ password }) => password);
    expect(new Set(passwords).size).toBe(6);
    expect(accounts.map(({ role }) => role)).toEqual(['admin', 'user', 'user']);
  });
});
