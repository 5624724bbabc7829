import { expect, it } from 'vitest';
import { MAX_ACCOUNT_LENGTH, MAX_PASSWORD_LENGTH } from '../../common/wire/tenant.ts';
import * as limits from '../../renderer/options/personal/limits.ts';

it('the limits of the sign-in form are those of the wire', () => {
  expect({ ...limits }).toEqual({ MAX_ACCOUNT_LENGTH, MAX_PASSWORD_LENGTH });
});
