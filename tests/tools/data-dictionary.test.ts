import { expect, test } from 'vitest';
import { EVENT_NAMES, fieldsOf } from '../../common/catalogue/catalogue.ts';
import { dataDictionary } from '../../tools/data-dictionary.ts';

test('every event and every field is in the data dictionary', () => {
  const text = dataDictionary();
  for (const event of EVENT_NAMES) {
    expect(text).toContain(`### ${event}\n`);
    for (const [field] of fieldsOf(event)) expect(text).toMatch(new RegExp(`^\\| ${field}( \\(optional\\))? \\|`, 'm'));
  }
});
