/**
 * The languages that Parley speaks, and how one is chosen. Pure; which words belong to a language is in the file of that
 * name. What is said and how dates and numbers look are one choice: a locale of the language with the user's region.
 */
/** What the others are translated from, and what is spoken where nothing fits. */
export const SOURCE_LANGUAGE = 'en';
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja', 'he', 'zh'] as const;
/** English made longer and turned from right to left by `pseudo.ts`: for development builds, to see what does not fit. */
export const PSEUDO_LANGUAGE = 'en-XB';
export type Language = (typeof LANGUAGES)[number] | typeof PSEUDO_LANGUAGE;

/** What the option and the policy may say. */
export const LANGUAGE_CHOICES = ['system', ...LANGUAGES] as const;

/** Each by its own name, so that it is found by whoever cannot read the one on the screen. */
export const LANGUAGE_NAMES: { readonly [L in Language]: string } = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ja: '日本語',
  he: 'עברית',
  zh: '简体中文',
  'en-XB': '[Right to left]',
};

const RIGHT_TO_LEFT: readonly Language[] = ['he', PSEUDO_LANGUAGE];
export const directionOf = (language: Language): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr');

/** The language that speaks to users of a locale (BCP 47); English where there is none or the tag is malformed. */
export function languageOf(locale: string): Language {
  const wanted = parse(locale);
  if (!wanted) return SOURCE_LANGUAGE;
  if (wanted.baseName === PSEUDO_LANGUAGE) return PSEUDO_LANGUAGE;
  // By script as well: whoever reads traditional Chinese is not given simplified.
  const { language, script } = wanted.maximize();
  const spoken = LANGUAGES.find((candidate) => {
    const known = new Intl.Locale(candidate).maximize();
    return known.language === language && known.script === script;
  });
  return spoken ?? SOURCE_LANGUAGE;
}

/**
 * The locale to speak and to format in: the chosen language, with the habits of the system's region where there are any
 * for that language ("en" on a German computer writes dates as Europeans do).
 * @param systemLocale as the operating system names it; a malformed one counts as none
 */
export function chooseLocale(choice: string, systemLocale: string): string {
  const language = choice === 'system' ? languageOf(systemLocale) : languageOf(choice);
  const system = parse(systemLocale);
  if (language === PSEUDO_LANGUAGE || !system) return language;
  // The system's own locale may say more than a region, such as a calendar.
  if (languageOf(systemLocale) === language && system.language === parse(language)?.language) return system.toString();
  const region = system.maximize().region;
  if (region === undefined) return language;
  const locale = `${language}-${region}`;
  // In some regions a language is written in another script than the one that is spoken here.
  return languageOf(locale) === language ? locale : `${language}-${parse(language)?.maximize().script}-${region}`;
}

function parse(locale: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(locale);
  } catch {
    return undefined;
  }
}
