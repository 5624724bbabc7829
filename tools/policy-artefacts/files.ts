/** For policy files: JSON Schemas for editors, examples that are ready to copy, and the admin guide's table. */
import {
  POLICY_KEYS,
  policyRecord,
  type PolicyKey,
  type PolicyRecord,
  type PolicySourceId,
} from '../../common/policies/records.ts';
import { REGISTRY_KEY } from './admx.ts';
import { english } from './texts.ts';

export type PolicyFileKind = 'managed' | 'recommended';
const SOURCE_OF: { readonly [K in PolicyFileKind]: PolicySourceId } = {
  managed: 'machine',
  recommended: 'recommended',
};

export function jsonSchema(kind: PolicyFileKind): string {
  const keys = POLICY_KEYS.filter((key) => policyRecord(key).sources.includes(SOURCE_OF[kind]));
  return json({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://parley.example/schemas/policy-${kind}.json`,
    title: kind === 'managed' ? 'Parley policies (managed.d)' : 'Parley defaults that users may change (recommended.d)',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(keys.map((key) => [key, property(key)])),
  });
}

function property(key: PolicyKey): object {
  const record = policyRecord(key);
  const { title, explain } = english.policies[key];
  const about = { title, description: explain };
  if (record.type === 'boolean')
    return { ...about, type: 'boolean', ...(record.default === null ? {} : { default: record.default }) };
  if (record.type === 'enum') return { ...about, type: 'string', enum: record.values };
  return { ...about, type: 'string', format: 'uri', pattern: '^https://' };
}

/** Name of the file below `examples/`, and its content. */
export const examples = (): Readonly<Record<string, string>> => ({
  'managed.d/10-stop-sending.json': json({ DisableAutomaticSendTracing: true }),
  'managed.d/20-organization.json': json({
    TenantUrl: 'https://parley.contoso.example',
    LoggingLevel: 'light',
    DisableDataExport: false,
  }),
  'recommended.d/10-defaults.json': json({ OpenAtLogin: true, LoggingLevel: 'light' }),
  'windows/stop-sending.reg': [
    'Windows Registry Editor Version 5.00',
    '',
    `[HKEY_LOCAL_MACHINE\\${REGISTRY_KEY}]`,
    '"DisableAutomaticSendTracing"=dword:00000001',
    '',
  ].join('\r\n'),
});

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Rows of the admin guide: every policy, its type, where it may be set, what applies while nobody sets it. */
export const policyTable = (): string =>
  [
    '| policy | values | not set means | may be set by | what it does |',
    '| --- | --- | --- | --- | --- |',
    ...POLICY_KEYS.map((key) => {
      const record = policyRecord(key);
      return `| \`${key}\` | ${valuesOf(record)} | ${fallbackOf(record)} | ${record.sources.join(', ')} | ${english.policies[key].explain.replaceAll('|', '\\|')} |`;
    }),
  ].join('\n');

const valuesOf = ({ type, values = [] }: PolicyRecord): string =>
  type === 'boolean'
    ? '`true`, `false`'
    : type === 'enum'
      ? values.map((value) => `\`"${value}"\``).join(', ')
      : 'an https address';

function fallbackOf(record: PolicyRecord): string {
  if (record.default !== null) return `\`${record.default}\``;
  return record.type === 'url' ? 'as Parley was built or started' : 'the user decides';
}
