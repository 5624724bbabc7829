import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EVENT_NAMES, fieldsOf } from '../../common/catalogue/catalogue.ts';
import { dataDictionary } from '../../tools/data-dictionary.ts';

test('the committed data dictionary is the one that the catalogue makes', () => {
  expect(readFileSync(new URL('../../docs/data.md', import.meta.url), 'utf8')).toBe(dataDictionary());
});

test('every event and every field is in the data dictionary', () => {
  const text = dataDictionary();
  for (const event of EVENT_NAMES) {
    expect(text).toContain(`### ${event}\n`);
    for (const [field] of fieldsOf(event)) expect(text).toMatch(new RegExp(`^\\| ${field}( \\(optional\\))? \\|`, 'm'));
  }
});
