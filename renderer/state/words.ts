/**
 * The words of a window: sentences and times in the language that main says. Another language is fetched first and then
 * takes the place of the old one at once, so that nothing flickers and no control loses its place.
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
export interface WordsState {
  readonly words: Words;
  /** False until the words are those that main asked for the first time. */
  readonly isReady: boolean;
}

/** Words in English until main has answered; if those of a language cannot be read, what is there stays. */
export function followLanguage(
  mirror: StoreApi<MirrorState>,
  load: { readonly [L in Language]: () => Promise<Translation> },
): StoreApi<WordsState> {
  const store = createStore<WordsState>(() => ({
    words: { ...english(), times: createTimes(SOURCE_LANGUAGE) },
    isReady: false,
  }));
  let wanted: string | undefined;
  const follow = async ({ snapshot }: MirrorState): Promise<void> => {
    const locale = snapshot?.app.locale;
    if (locale === undefined || locale === wanted) return;
    wanted = locale;
    const language = languageOf(locale);
    const spoken = await load[language]().then(
      (messages) => ({ language, t: createTranslate(locale, messages) }),
      () => null,
    );
    if (wanted !== locale) return;
    const kept = spoken ?? store.getState().words;
    store.setState({ words: { ...kept, times: createTimes(locale) }, isReady: true });
  };
  void follow(mirror.getState());
  mirror.subscribe((state) => void follow(state));
  return store;
}

const english = (): Omit<Words, 'times'> => ({ language: SOURCE_LANGUAGE, t: createTranslate(SOURCE_LANGUAGE) });
