/**
 * The policy records: one entry a policy. The resolver, locks, lint, generated templates and documentation derive from
 * them. Keys are spelled as admins write them.
 */
import { LANGUAGE_CHOICES } from '../messages/languages.ts';
import type { OptionKey } from '../options/records.ts';
import { isServiceUrl, isTelemetryUrl, RELEASE_RULES, TELEMETRY_HOSTS, type ValueRules } from './service-url.ts';

/**
 * - `tenant`: the organization's in-band policy.
 * - `machine`: HKLM, managed preferences of the computer, the `managed.d` directory.
 * - `user`: HKCU, managed preferences of the user.
 * - `legacy`: the original's registry switch, the lowest that decides.
 * - `recommended`: defaults that the user may change (`recommended.d`, `…\Recommended`).
 */
export type PolicySourceId = 'tenant' | 'machine' | 'user' | 'legacy' | 'recommended';
/** Highest first: for everything but a stopping switch, the first source that sets a policy wins. */
export const SOURCE_PRECEDENCE: readonly PolicySourceId[] = ['tenant', 'machine', 'user', 'legacy', 'recommended'];

export interface PolicyRecord {
  readonly type: 'boolean' | 'enum' | 'url';
  /** Of an enum. */
  readonly values?: readonly string[];
  /** Of a url: `telemetry` takes the hosts that the build lists, `organization` any HTTPS host. */
  readonly service?: 'telemetry' | 'organization';
  /** What applies while no source sets it; null: the user's own option, or what Parley was built or started with. */
  readonly default: boolean | null;
  /** For a switch that stops sending: the value that stops. Any source that says so wins, and doubt holds. */
  readonly stopsAt?: boolean;
  /** Where it may be set. `recommended` only for what the user may change afterwards, never for a stopping switch. */
  readonly sources: readonly PolicySourceId[];
  /** The plain option that this policy manages, if it manages one. */
  readonly option?: OptionKey;
  readonly description: string;
}

const ADMIN: readonly PolicySourceId[] = ['tenant', 'machine', 'user'];
const ADMIN_OR_RECOMMENDED: readonly PolicySourceId[] = [...ADMIN, 'recommended'];

export const policies = {
  DisableAutomaticSendTracing: {
    type: 'boolean',
    default: false,
    stopsAt: true,
    sources: [...ADMIN, 'legacy'],
    description:
      'true: no usage data and no error reports are collected or sent for anybody. false (default): usage data is collected, error reports are sent for users who turn them on. Basic data (census) is not affected.',
  },
  TelemetryServiceUrl: {
    type: 'url',
    service: 'telemetry',
    default: null,
    sources: ['tenant', 'machine'],
    description:
      'Which of the telemetry services of Parley receives data: an https address on one of the hosts that this version lists. It applies from the next request.',
  },
  TenantUrl: {
    type: 'url',
    service: 'organization',
    default: null,
    sources: ['machine', 'user'],
    description:
      "The address of the organization's service, where people sign in: an https address. It applies when Parley starts.",
  },
  LoggingLevel: {
    type: 'enum',
    values: ['off', 'light', 'full'],
    default: null,
    sources: ADMIN_OR_RECOMMENDED,
    option: 'logging',
    description:
      'How much Parley writes to its log files on this computer. Log files never hold collected data, account numbers, addresses or passwords.',
  },
  OpenAtLogin: {
    type: 'boolean',
    default: null,
    sources: ADMIN_OR_RECOMMENDED,
    option: 'openAtLogin',
    description: 'Whether Parley starts when the user logs on to the computer.',
  },
  Language: {
    type: 'enum',
    values: LANGUAGE_CHOICES,
    default: null,
    sources: ADMIN_OR_RECOMMENDED,
    option: 'language',
    description: 'The language of Parley; "system" follows the language of the computer.',
  },
  DisableDataExport: {
    type: 'boolean',
    default: false,
    sources: ADMIN,
    description:
      'true: what Parley collected can be looked at on this computer but not saved to a file. false (default): it can be saved.',
  },
} as const satisfies Record<string, PolicyRecord>;

export type PolicyKey = keyof typeof policies;
export type PolicyValue = boolean | string;
export const POLICY_KEYS = Object.keys(policies) as PolicyKey[];
export const isPolicyKey = (key: string): key is PolicyKey => Object.hasOwn(policies, key);
export const policyRecord = (key: PolicyKey): PolicyRecord => policies[key];
export const isStoppingSwitch = (key: PolicyKey): boolean => policyRecord(key).stopsAt !== undefined;

/** Null when `value` is a value of the policy; else what is expected, in words for the admin. */
export function policyValueProblem(key: PolicyKey, value: unknown, rules: ValueRules = RELEASE_RULES): string | null {
  const record = policyRecord(key);
  switch (record.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false, without quotation marks';
    case 'enum':
      return typeof value === 'string' && (record.values ?? []).includes(value)
        ? null
        : `one of ${(record.values ?? []).map((v) => JSON.stringify(v)).join(', ')}`;
    case 'url':
      return urlProblem(record.service, value, rules);
  }
}

function urlProblem(service: PolicyRecord['service'], value: unknown, rules: ValueRules): string | null {
  if (service === 'telemetry')
    return typeof value === 'string' && isTelemetryUrl(value, rules)
      ? null
      : `an https address on one of these hosts: ${TELEMETRY_HOSTS.join(', ')}`;
  return typeof value === 'string' && isServiceUrl(value, rules)
    ? null
    : 'an https address without user name, query or fragment, such as "https://parley.contoso.example"';
}
