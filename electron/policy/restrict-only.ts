/** What a place may do that others than the administrator can write: stop, never allow or set anything else. Pure. */
import type { PolicyProblem, PolicySetting } from '../../common/policies/reading.ts';
import { isStoppingSwitch, policyRecord } from '../../common/policies/records.ts';
import { boundedProblems } from './judge-setting.ts';
import type { ParsePolicies } from './policy-file.ts';

export const isStop = ({ key, value }: PolicySetting): boolean =>
  isStoppingSwitch(key) && value === policyRecord(key).stopsAt;

/**
 * For files of an installed Parley on Windows: every user may make folders below `%ProgramData%`, and Node tells neither
 * owner nor rights, so somebody could send the others of a shared computer to a service of their own.
 */
export const restrictOnly =
  (parse: ParsePolicies): ParsePolicies =>
  (...input) => {
    const content = parse(...input);
    const ignored = content.settings.filter((setting) => !isStop(setting)).map(notFromHere);
    return {
      ...content,
      settings: content.settings.filter(isStop),
      problems: boundedProblems([...content.problems, ...ignored]),
    };
  };

const notFromHere = ({ key, origin }: PolicySetting): PolicyProblem => ({
  kind: 'not-trusted',
  origin,
  key,
  message: `"${key}" does not count here: on Windows, files may stop, but set nothing else.`,
  remedy: 'Set it in the registry, by Group Policy or Intune.',
  holds: false,
});
