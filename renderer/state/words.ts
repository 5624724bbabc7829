/**
 * The words of a window: sentences and times in the language that main says. Each language is a file of its own, English
 * too. A new one is fetched first and then takes the place of the old one at once, so that nothing flickers and no
 * control loses its place.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { createTranslate, type Translate, type Translation } from '../../common/messages/format.ts';
import { languageOf, SOURCE_LANGUAGE, type Language } from '../../common/messages/languages.ts';
import { createTimes, type Times } from '../words/times.ts';
import type { MirrorState } from './mirror.ts';

export interface Words {
  /** The language on the screen, which is what a consent was given in. */
  readonly language: Language;
  readonly t: Translate;
  readonly times: Times;
}
/** Null until the first words are there. */
export type WordsStore = StoreApi<Words | null>;

/** A window that waits longer than this for main says so, in the language of the system. */
const PATIENCE_MS = 300;

/**
 * @param load rejects when the words cannot be read; those that are there stay then, or English comes
 * @param systemLocale of a window that main does not answer
 */
export function followLanguage(
  mirror: StoreApi<MirrorState>,
  load: { readonly [L in Language]: () => Promise<Translation> },
  systemLocale: string,
): WordsStore {
  const store: WordsStore = createStore<Words | null>(() => null);
  let wanted: string | undefined;
  const speak = async (locale: string): Promise<void> => {
    if (locale === wanted) return;
    wanted = locale;
    const language = languageOf(locale);
    const words = await load[language]().then(
      (messages) => ({ language, t: createTranslate(locale, messages), times: createTimes(locale) }),
      () => null,
    );
    if (wanted !== locale) return;
    if (words) store.setState(words, true);
    else if (store.getState() === null && language !== SOURCE_LANGUAGE) await speak(SOURCE_LANGUAGE);
  };
  const follow = ({ snapshot, isLost }: MirrorState): void => {
    if (snapshot) void speak(snapshot.app.locale);
    else if (isLost) void speak(systemLocale);
  };
  mirror.subscribe(follow);
  follow(mirror.getState());
  setTimeout(() => {
    if (wanted === undefined) void speak(systemLocale);
  }, PATIENCE_MS);
  return store;
}
