/**
 * The policy records: one entry a policy. The resolver, locks, lint, generated templates and documentation derive from
 * them. Keys are spelled as admins write them.
 */
export type PolicySourceId = 'tenant' | 'machine';
/** Highest first: for everything but a stopping switch, the first source that sets a policy wins. */
export const SOURCE_PRECEDENCE: readonly PolicySourceId[] = ['tenant', 'machine'];

export interface PolicyRecord {
  readonly type: 'boolean' | 'enum';
  readonly values?: readonly string[];
  /** What applies while no source sets it; null: the user's own option applies. */
  readonly default: boolean | null;
  /** For a switch that stops sending: the value that stops. Any source that says so wins, and doubt holds. */
  readonly stopsAt?: boolean;
  readonly sources: readonly PolicySourceId[];
  /** The plain option that this policy manages, if it manages one. */
  readonly option?: 'theme' | 'logging';
  readonly description: string;
}

export const policies = {
  DisableAutomaticSendTracing: {
    type: 'boolean',
    default: false,
    stopsAt: true,
    sources: ['tenant', 'machine'],
    description:
      'true: no usage data and no error reports are collected or sent for anybody. false (default): usage data is collected, error reports are sent for users who opt in. Census data is not affected.',
  },
  LoggingLevel: {
    type: 'enum',
    values: ['off', 'light', 'full'],
    default: null,
    sources: ['tenant', 'machine'],
    option: 'logging',
    description:
      'How much Parley writes to its log files on this computer. Logs never hold payloads, IDs, addresses or tokens.',
  },
} as const satisfies Record<string, PolicyRecord>;

export type PolicyKey = keyof typeof policies;
export type PolicyValue = boolean | string;
export const POLICY_KEYS = Object.keys(policies) as PolicyKey[];
export const isPolicyKey = (key: string): key is PolicyKey => Object.hasOwn(policies, key);
export const policyRecord = (key: PolicyKey): PolicyRecord => policies[key];
export const isStoppingSwitch = (key: PolicyKey): boolean => policyRecord(key).stopsAt !== undefined;

/** Null when `value` is a value of the policy; else what is expected, in words for the admin. */
export function policyValueProblem(key: PolicyKey, value: unknown): string | null {
  const record = policyRecord(key);
  if (record.type === 'boolean') return typeof value === 'boolean' ? null : 'true or false, without quotation marks';
  return typeof value === 'string' && (record.values ?? []).includes(value)
    ? null
    : `one of ${(record.values ?? []).map((v) => JSON.stringify(v)).join(', ')}`;
}
