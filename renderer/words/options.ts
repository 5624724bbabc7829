/** Names of option values. */
import { LANGUAGE_NAMES } from '../../common/messages/languages.ts';
import { options, type EnumOptionKey } from '../../common/options/records.ts';
import type { Translate } from '../../common/messages/format.ts';

export function optionValueName(option: EnumOptionKey, value: unknown, t: Translate): string {
  switch (option) {
    case 'theme': {
      const known = options.theme.values.find((candidate) => candidate === value);
      return known ? t(`option.theme.${known}`) : String(value);
    }
    case 'logging': {
      const known = options.logging.values.find((candidate) => candidate === value);
      return known ? t(`option.logging.${known}`) : String(value);
    }
    case 'language': {
      const known = options.language.values.find((candidate) => candidate === value);
      if (known === undefined) return String(value);
      return known === 'system' ? t('option.language.system') : LANGUAGE_NAMES[known];
    }
  }
}
