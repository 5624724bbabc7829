import { expect, test } from 'vitest';
import { chooseRuntime, describeRuntime, hasDisplay, type RuntimeProbe } from '../../tools/runtime.ts';

/** A machine with a display on which Electron's runtime is present and works. */
function machine(changes: Partial<RuntimeProbe> = {}): RuntimeProbe & { readonly installs: () => number } {
  let installs = 0;
  return {
    env: {},
    hasDisplay: true,
    isPresent: () => true,
    version: async () => '45.4.1',
    install: async () => {
      installs++;
      return 'its runtime cannot be fetched (no network)';
    },
    installs: () => installs,
    ...changes,
  };
}

async function chosen(probe: RuntimeProbe): Promise<string> {
  const choice = await chooseRuntime(probe);
  return choice.ok ? `${choice.runtime.kind}: ${choice.runtime.reason}` : `refused: ${choice.reason}`;
}

test('takes Electron where its runtime is present and answers, without fetching', async () => {
  const probe = machine();
  expect(await chosen(probe)).toBe('electron: Electron 45.4.1');
  expect(probe.installs()).toBe(0);
});

test('fetches a runtime that is absent and takes it when it answers', async () => {
  const probe = machine({ isPresent: () => false, install: async () => undefined });
  expect(await chosen(probe)).toBe('electron: Electron 45.4.1');
});

test('falls back to the preview, with the reason, when the runtime cannot be fetched', async () => {
  const probe = machine({ isPresent: () => false });
  expect(await chosen(probe)).toBe('preview: no Electron: its runtime cannot be fetched (no network)');
  expect(probe.installs()).toBe(1);
});

test('falls back to the preview when the runtime is there but does not start', async () => {
  const probe = machine({ version: async () => undefined });
  expect(await chosen(probe)).toBe('preview: no Electron: its runtime is there but does not start');
});

test('takes the preview without a display and fetches nothing', async () => {
  const probe = machine({ hasDisplay: false, isPresent: () => false });
  expect(await chosen(probe)).toBe('preview: there is no display');
  expect(probe.installs()).toBe(0);
});

test('RUNTIME decides over everything else', async () => {
  expect(await chosen(machine({ env: { RUNTIME: 'preview' } }))).toBe('preview: asked for by RUNTIME');
  expect(await chosen(machine({ env: { RUNTIME: 'electron' }, hasDisplay: false }))).toBe('electron: Electron 45.4.1');
});

test('refuses, with a remedy, when RUNTIME asks for an Electron that cannot be had', async () => {
  const answer = await chosen(machine({ env: { RUNTIME: 'electron' }, isPresent: () => false }));
  expect(answer).toMatch(/^refused: .*no network.*install\.js/);
});

test('repeats a fetch that failed a while ago only when Electron is asked for', async () => {
  const askedFor: boolean[] = [];
  const install = async (isAskedFor: boolean): Promise<string> => {
    askedFor.push(isAskedFor);
    return 'no network';
  };
  await chooseRuntime(machine({ isPresent: () => false, install }));
  await chooseRuntime(machine({ isPresent: () => false, install, env: { RUNTIME: 'electron' } }));
  expect(askedFor).toEqual([false, true]);
});

test('refuses a RUNTIME that it does not know', async () => {
  expect(await chosen(machine({ env: { RUNTIME: 'chrome' } }))).toMatch(/^refused: RUNTIME is "chrome"/);
});

test('starts the preview with the module that stands in for electron, before the shipped bundle', async () => {
  const choice = await chooseRuntime(machine({ env: { RUNTIME: 'preview' } }));
  if (!choice.ok) throw new Error(choice.reason);
  expect(choice.runtime.args[0]).toBe('--import');
  expect(choice.runtime.args[1]).toMatch(/^file:.*\/preview\/register\.ts$/);
  expect(choice.runtime.args[2]).toMatch(/main\.mjs$/);
  expect(describeRuntime(choice.runtime)).toBe('runtime: preview in Chromium (asked for by RUNTIME)');
});

test('only a Linux without X11 and Wayland has no display', () => {
  expect(hasDisplay('linux', {})).toBe(false);
  expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false);
  expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
  expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  expect(hasDisplay('win32', {})).toBe(true);
  expect(hasDisplay('darwin', {})).toBe(true);
});
