/** Policies as a managed preferences file holds them: an XML or binary property list with a dictionary at its top. Pure. */
import type { PolicyOrigin } from '../../common/policies/reading.ts';
import type { ValueRules } from '../../common/policies/service-url.ts';
import { readBinaryPlist } from './binary-plist.ts';
import { boundedProblems, judgeSetting } from './judge-setting.ts';
import { duplicateKey, fileProblem, MAX_POLICY_FILE_BYTES, notUnderstood, tooLarge } from './policy-file.ts';
import type { PolicyFileContent } from './policy-file.ts';
import { readXmlPlist } from './xml-plist.ts';

export interface PlistEntry {
  readonly name: string;
  /** An empty list stands for whatever no policy takes. */
  readonly value: boolean | string | number | readonly never[];
}

const BINARY_MARK = 'bplist00';
const BOOLEAN_WORDS = '<true/> or <false/>';
/** What the system copies from the profile beside the preferences. */
const isOfProfile = (name: string): boolean => /^Payload[A-Z]/.test(name);

export function parsePlistPolicies(bytes: Uint8Array, origin: PolicyOrigin, rules?: ValueRules): PolicyFileContent {
  if (bytes.length > MAX_POLICY_FILE_BYTES) return notUnderstood(tooLarge(origin));
  const entries = readPlist(bytes);
  if (!entries) return notUnderstood(unparsable(origin));
  const seen = new Set<string>();
  const judged = entries
    .filter(({ name }) => !isOfProfile(name))
    .flatMap(({ name, value }) => {
      const twice = seen.has(name) ? [{ problem: duplicateKey(name, origin), setting: undefined }] : [];
      seen.add(name);
      return [...twice, judgeSetting(name, value, origin, { rules, booleanWords: BOOLEAN_WORDS })];
    });
  return {
    isUnderstood: true,
    settings: judged.flatMap(({ setting }) => setting ?? []),
    problems: boundedProblems(judged.flatMap(({ problem }) => problem ?? [])),
  };
}

/** A binary list that is read as text makes sense to some readers, so its mark decides. */
function readPlist(bytes: Uint8Array): PlistEntry[] | null {
  const mark = new TextDecoder('latin1').decode(bytes.subarray(0, BINARY_MARK.length));
  if (mark === BINARY_MARK) return readBinaryPlist(bytes);
  try {
    return readXmlPlist(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

const unparsable = (origin: PolicyOrigin) =>
  fileProblem(
    'unparsable',
    origin,
    'The file is not a property list with a dictionary at its top.',
    'Install the profile again, and check it with "plutil -lint".',
  );
