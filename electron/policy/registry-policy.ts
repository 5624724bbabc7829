/** Policies as the registry holds them: values of Parley's own keys, and the one switch of the original. Pure. */
import { LEGACY_VALUE } from '../../common/policies/places.ts';
import type { PolicyOrigin } from '../../common/policies/reading.ts';
import { isPolicyKey, POLICY_KEYS, policyRecord } from '../../common/policies/records.ts';
import type { ValueRules } from '../../common/policies/service-url.ts';
import { boundedProblems, judgeSetting, type Judgement } from './judge-setting.ts';
import { MAX_POLICY_FILE_BYTES, notUnderstood, tooLarge, type PolicyFileContent } from './policy-file.ts';
import { dwordOf, parseRegistryValue, type RegistryValue } from './registry-text.ts';

const BOOLEAN_WORDS = 'a REG_DWORD of 1 (true) or 0 (false)';

/** @param bytes the lines of one key's values, as `reg.exe` prints them */
export const parseRegistryPolicies = (bytes: Uint8Array, origin: PolicyOrigin, rules?: ValueRules): PolicyFileContent =>
  contentOf(bytes, origin, (value) => {
    const key = policyNameOf(value.name);
    return judgeSetting(key, policyValueOf(key, value), origin, { rules, booleanWords: BOOLEAN_WORDS });
  });

/** Of the original's key nothing but its switch is looked at. */
export const parseLegacySwitch = (bytes: Uint8Array, origin: PolicyOrigin): PolicyFileContent =>
  contentOf(bytes, origin, (value) =>
    value.name.toLowerCase() === LEGACY_VALUE
      ? judgeSetting('DisableAutomaticSendTracing', truthOf(value) ?? value.data, origin, {
          booleanWords: BOOLEAN_WORDS,
        })
      : null,
  );

function contentOf(
  bytes: Uint8Array,
  origin: PolicyOrigin,
  judge: (value: RegistryValue) => Judgement | null,
): PolicyFileContent {
  if (bytes.length > MAX_POLICY_FILE_BYTES) return notUnderstood(tooLarge(origin));
  const lines = new TextDecoder().decode(bytes).split('\n');
  const judged = lines.flatMap((line) => {
    const value = parseRegistryValue(line);
    // The nameless default value of a key is printed as a word in brackets, in the language of Windows.
    return value && !/^\(.*\)$/.test(value.name) ? (judge(value) ?? []) : [];
  });
  return {
    isUnderstood: true,
    settings: judged.flatMap(({ setting }) => setting ?? []),
    problems: boundedProblems(judged.flatMap(({ problem }) => problem ?? [])),
  };
}

/** The registry does not tell upper from lower case, so neither does its reader. */
const policyNameOf = (name: string): string =>
  POLICY_KEYS.find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;

/** What is of the wrong type comes as something that no policy takes. */
function policyValueOf(key: string, value: RegistryValue): unknown {
  if (isPolicyKey(key) && policyRecord(key).type === 'boolean') return truthOf(value) ?? value.data;
  return value.type === 'REG_SZ' ? value.data : [];
}

function truthOf(value: RegistryValue): boolean | null {
  const number = dwordOf(value);
  return number === 1 ? true : number === 0 ? false : null;
}
