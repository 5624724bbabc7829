/** Names of option values. */
import { options, type EnumOptionKey } from '../../common/options/records.ts';
import type { Translate } from '../../common/messages/format.ts';

export function optionValueName(option: EnumOptionKey, value: unknown, t: Translate): string {
  if (option === 'theme') {
    const known = options.theme.values.find((candidate) => candidate === value);
    return known ? t(`option.theme.${known}`) : String(value);
  }
  const known = options.logging.values.find((candidate) => candidate === value);
  return known ? t(`option.logging.${known}`) : String(value);
}
