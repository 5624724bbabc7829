import { describe, expect, test } from 'vitest';
import { fail, ok } from '../../../../common/result.ts';
import type { OptionsView } from '../../../../electron/cli/control-contract.ts';
import { EXIT } from '../../../../electron/cli/exit-codes.ts';
import { managed, signedIn } from '../../../renderer/snapshots.ts';
import { fakeControl, parley, type Answers } from '../fake-control.ts';

const { options, locks }: OptionsView = { ...signedIn, ...managed };
const control = (set: Answers['options.set'] = () => ok(null)) =>
  fakeControl({ answers: { options: () => ({ options, locks }), 'options.set': set } });

test('list shows who manages an option and what the own choice is', async () => {
  const { out } = await parley('options list', control());
  expect(out).toMatch(/^logging +off +managed by the organization's service; own choice: light$/m);
  expect(out).toMatch(/^theme +system$/m);
  expect(JSON.parse((await parley('options list --json', control())).out)).toContainEqual({
    key: 'logging',
    value: 'off',
    ownValue: 'light',
    managedBy: { source: 'tenant' },
  });
});

test('get prints the value and nothing else', async () => {
  expect(await parley('options get logging', control())).toEqual({ code: EXIT.ok, out: 'off\n', err: '' });
});

describe('set', () => {
  test('asks Parley to change the option', async () => {
    const asked = control();
    expect(await parley('options set theme dark', asked)).toMatchObject({ code: EXIT.ok, out: 'theme is dark now.\n' });
    expect(asked.asked).toEqual([['options.set', 'theme', 'dark']]);
  });

  test('takes on and off for a switch', async () => {
    const asked = control();
    await parley('options set openAtLogin on', asked);
    expect(asked.asked).toEqual([['options.set', 'openAtLogin', true]]);
  });

  test('is refused for an option that a policy manages, and says by whom', async () => {
    const { code, err } = await parley(
      'options set logging full',
      control(() => fail({ kind: 'managed' })),
    );
    expect(code).toBe(EXIT.forbidden);
    expect(err).toBe("logging is managed by the organization's service; own choice: light. It was not changed.\n");
  });

  test('says when the disk does not take it', async () => {
    const { code } = await parley(
      'options set theme dark',
      control(() => fail({ kind: 'not-saved' })),
    );
    expect(code).toBe(EXIT.failed);
  });

  test('asks nothing for a value that the option does not take', async () => {
    const asked = control();
    expect(await parley('options set theme drak', asked)).toMatchObject({
      code: EXIT.misused,
      err: 'theme is one of system, light, dark; "drak" is not. Did you mean dark?\n',
    });
    expect(asked.asked).toEqual([]);
  });

  test.each(['consent', 'consent.set', 'errorReporting', 'errors', 'choice'])(
    'consent is not an option: nothing is asked for "%s"',
    async (key) => {
      for (const value of ['in', 'on', 'true']) {
        const asked = control();
        expect((await parley(`options set ${key} ${value}`, asked)).code).toBe(EXIT.misused);
        expect(asked.asked).toEqual([]);
      }
    },
  );
});
