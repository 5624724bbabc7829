import { expect, test } from 'vitest';
import { parsePolicyFile } from '../../../electron/policy/policy-file.ts';
import { restrictOnly } from '../../../electron/policy/restrict-only.ts';

const parse = (content: object) =>
  restrictOnly(parsePolicyFile)(Buffer.from(JSON.stringify(content)), { source: 'machine', file: 'a.json' });

test('where nobody can tell who wrote a file, it stops, and sets nothing else', () => {
  const { settings, problems } = parse({
    DisableAutomaticSendTracing: true,
    TenantUrl: 'https://elsewhere.example',
    LoggingLevel: 'full',
  });
  expect(settings.map(({ key, value }) => [key, value])).toEqual([['DisableAutomaticSendTracing', true]]);
  expect(problems.map(({ kind, key, holds }) => [kind, key, holds])).toEqual([
    ['not-trusted', 'TenantUrl', false],
    ['not-trusted', 'LoggingLevel', false],
  ]);
});

test('an allowance there is none, and what is in doubt there still holds', () => {
  expect(parse({ DisableAutomaticSendTracing: false })).toMatchObject({
    settings: [],
    problems: [{ kind: 'not-trusted', holds: false }],
  });
  expect(parse({ DisableAutomaticSendTracing: 'yes' }).problems).toMatchObject([
    { kind: 'invalid-value', holds: true },
  ]);
});
