import fc from 'fast-check';
import { expect, it } from 'vitest';
import { en, type MessageKey } from '../../../common/messages/en.ts';
import { createTranslate } from '../../../common/messages/format.ts';
import { pseudoMessage, pseudoMessages, pseudoText } from '../../../common/messages/pseudo.ts';

/** What a reader sees, without the marks that only steer direction. */
const visible = (text: string): string => text.replaceAll(/[\u200f\u202c\u202e\u2068\u2069]/gu, '');
const t = createTranslate('en-XB', pseudoMessages(en));

it('changes what is shown, and neither arguments nor branches', () => {
  expect(visible(pseudoMessage('Set by {organization}.'))).toBe('[Šééţ ƀý {organization}.]');
  expect(visible(pseudoMessage('{count, plural, =0 {No report} one {# is new} other {# are new}} · {when}'))).toBe(
    '[{count, plural, =0 {Ñöö ŕééþööŕţ} one {# îîš ñééŵ} other {# ååŕéé ñééŵ}} · {when}]',
  );
});

it('formats like any language', () => {
  expect(visible(t('data.newer', { count: 2 }))).toBe('[Šĥööŵ 2 ñééŵ ŕééçööŕðš]');
  expect(visible(t('lock.by.tenant', { organization: 'Contoso' }))).toBe('[Šééţ ƀý Contoso.]');
});

it('makes sentences about two fifths longer', () => {
  const sentences = (Object.keys(en) as MessageKey[])
    .map((key) => en[key])
    .filter((text) => !text.includes('{') && text.length > 40);
  const length = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + visible(text).length, 0);
  const growth = length(sentences.map(pseudoText)) / length(sentences);
  expect(sentences.length).toBeGreaterThan(30);
  expect(growth).toBeGreaterThan(1.3);
  expect(growth).toBeLessThan(1.5);
});

it('turns each word, and closes what it opened, whatever the text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const turned = pseudoText(text.replaceAll(/[\u202c\u202e]/gu, ''));
      expect(turned.split('\u202e').length).toBe(turned.split('\u202c').length);
    }),
  );
});
