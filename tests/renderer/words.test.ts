import { expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { allMessages } from '../../common/messages/all.ts';
import type { Translation } from '../../common/messages/format.ts';
import type { Language } from '../../common/messages/languages.ts';
import type { MirrorState } from '../../renderer/state/mirror.ts';
import { followLanguage } from '../../renderer/state/words.ts';
import { signedIn } from './snapshots.ts';

/** Words that arrive when the test says so. */
function start(initial: MirrorState = { snapshot: null, isLost: false }) {
  const mirror = createStore<MirrorState>(() => initial);
  const asked: Language[] = [];
  const waiting = new Map<Language, (answer: Translation | Error) => void>();
  const load = Object.fromEntries(
    (Object.keys(allMessages) as Language[]).map((language) => [
      language,
      () => {
        asked.push(language);
        return new Promise<Translation>((resolve, reject) => {
          waiting.set(language, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
        });
      },
    ]),
  ) as Parameters<typeof followLanguage>[1];
  const words = followLanguage(mirror, load, 'fr-FR');
  return {
    words,
    asked,
    speak: (locale: string) =>
      mirror.setState({ snapshot: { ...signedIn, app: { ...signedIn.app, locale } }, isLost: false }),
    lose: () => mirror.setState({ isLost: true }),
    async arrive(language: Language, answer: Translation | Error = allMessages[language]) {
      waiting.get(language)?.(answer);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it('keeps the old words until those of the new language are there', async () => {
  const { words, speak, arrive } = start();
  speak('de-DE');
  expect(words.getState()).toBeNull();
  await arrive('de');
  expect(words.getState()?.t('firstRun.continue')).toBe('Weiter');
  speak('ja-JP');
  expect(words.getState()?.language).toBe('de');
  await arrive('ja');
  expect(words.getState()?.language).toBe('ja');
});

it('ignores words that arrive after another language was chosen', async () => {
  const { words, speak, arrive } = start();
  speak('de');
  speak('es');
  await arrive('es');
  await arrive('de');
  expect(words.getState()?.language).toBe('es');
});

it('loads a language once, whatever else changes', async () => {
  const { speak, arrive, asked } = start();
  speak('de-DE');
  await arrive('de');
  speak('de-DE');
  expect(asked).toEqual(['de']);
});

it('speaks the language of the system when main does not answer', async () => {
  const { words, lose, arrive } = start();
  lose();
  await arrive('fr');
  expect(words.getState()?.language).toBe('fr');
});

it('keeps its words when others cannot be read, and begins in English rather than with none', async () => {
  const { words, speak, arrive, asked } = start();
  speak('de');
  await arrive('de', new Error('the file is gone'));
  await arrive('en');
  expect(words.getState()?.language).toBe('en');
  speak('he');
  await arrive('he', new Error('the file is gone'));
  expect(words.getState()?.language).toBe('en');
  expect(asked).toEqual(['de', 'en', 'he']);
});
