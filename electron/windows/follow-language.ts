/** What main speaks: menus, tray and dialogs in the language of the option, and the locale that windows are told. */
import { allMessages } from '../../common/messages/all.ts';
import { createTranslate, type Translate } from '../../common/messages/format.ts';
import { chooseLocale, languageOf, PSEUDO_LANGUAGE } from '../../common/messages/languages.ts';
import type { OptionValue } from '../../common/options/records.ts';

export interface Speech {
  /** Stays the same function when the language changes. */
  readonly t: Translate;
  /** Language and region (BCP 47). */
  locale(): string;
  /** Returns whether the language is another one now, so that what was said has to be said again. */
  apply(choice: OptionValue<'language'>): boolean;
}

/**
 * @param systemLocale what the computer is set to; applies until a choice is known
 * @param isPackaged the pseudo-language is for development builds
 */
export function followLanguage(systemLocale: string, isPackaged: boolean): Speech {
  let locale = '';
  let translate: Translate;
  const apply = (choice: OptionValue<'language'>): boolean => {
    const next = chooseLocale(isPackaged && choice === PSEUDO_LANGUAGE ? 'system' : choice, systemLocale);
    if (next === locale) return false;
    locale = next;
    translate = createTranslate(locale, allMessages[languageOf(locale)]);
    return true;
  };
  apply('system');
  return { t: (key, ...values) => translate(key, ...values), locale: () => locale, apply };
}
