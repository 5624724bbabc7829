/** Names of option values. */
import { options, type OptionKey } from '../../common/options/records.ts';
import type { Translate } from '../../common/messages/format.ts';

export function optionValueName(option: OptionKey, value: string, t: Translate): string {
  if (option === 'theme') {
    const known = options.theme.values.find((candidate) => candidate === value);
    return known ? t(`option.theme.${known}`) : value;
  }
  const known = options.logging.values.find((candidate) => candidate === value);
  return known ? t(`option.logging.${known}`) : value;
}
