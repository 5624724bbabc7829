import { expect, it } from 'vitest';
import { followLanguage } from '../../../electron/windows/follow-language.ts';

it('speaks the language of the computer until there is a choice', () => {
  const speech = followLanguage('de-AT', true);
  expect(speech.t('tray.quit')).toBe('Parley beenden');
  expect(speech.locale()).toBe('de-AT');
});

it('changes the words of the same function, and says so once', () => {
  const { t, locale, apply } = followLanguage('de-AT', true);
  expect(apply('en')).toBe(true);
  expect(t('tray.quit')).toBe('Quit Parley');
  expect(locale()).toBe('en-AT');
  expect(apply('en')).toBe(false);
  expect(apply('system')).toBe(true);
  expect(t('tray.quit')).toBe('Parley beenden');
});

it('speaks the pseudo-language in development builds only', () => {
  expect(followLanguage('en-GB', true).apply('en-XB')).toBe(false);
  const speech = followLanguage('en-GB', false);
  expect(speech.apply('en-XB')).toBe(true);
  expect(speech.t('tray.quit')).not.toBe('Quit Parley');
});
