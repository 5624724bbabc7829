import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { autostartEntry, autostartFile, autostartPlace } from '../../../electron/lifecycle/autostart-file.ts';
import { createLoginItem, systemLoginItem, type LoginItemPlace } from '../../../electron/lifecycle/login-item.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

/** A system whose settings a test can change behind our back. */
function fakePlace(initial: ReturnType<LoginItemPlace['read']> = 'off') {
  const place = { now: initial, afterOn: 'on' as typeof initial, writes: [] as boolean[], error: null as Error | null };
  return Object.assign(place, {
    read: () => place.now,
    write(isOn: boolean) {
      if (place.error) throw place.error;
      place.writes.push(isOn);
      place.now = isOn ? place.afterOn : 'off';
    },
  });
}

describe('starting at log-on', () => {
  test('follows the option', () => {
    const place = fakePlace();
    const item = createLoginItem(place, capturingLogger());
    item.follow(false, false);
    item.follow(true, false);
    expect(item.state()).toBe('on');
    item.follow(false, false);
    expect([place.writes, item.state()]).toEqual([[true, false], 'off']);
  });

  test('an unpackaged build never registers, and says so', () => {
    const item = createLoginItem(null, capturingLogger());
    item.follow(true, true);
    expect(item.state()).toBe('unpackaged');
  });

  test('what was switched off in the settings of the system stays off, and shows', () => {
    const place = fakePlace('off');
    const item = createLoginItem(place, capturingLogger());
    item.follow(true, false);
    expect([place.writes, item.state()]).toEqual([[], 'off']);
  });

  test('a policy that demands it has it registered again', () => {
    const place = fakePlace('off');
    createLoginItem(place, capturingLogger()).follow(true, true);
    expect(place.writes).toEqual([true]);
  });

  test('a policy that forbids it has it removed, also at the start', () => {
    const place = fakePlace('on');
    createLoginItem(place, capturingLogger()).follow(false, true);
    expect(place.writes).toEqual([false]);
  });

  test('a registration that outlived its option is removed at the start; one that is wanted is renewed', () => {
    const [stale, wanted] = [fakePlace('on'), fakePlace('on')];
    createLoginItem(stale, capturingLogger()).follow(false, false);
    createLoginItem(wanted, capturingLogger()).follow(true, false);
    expect([stale.writes, wanted.writes]).toEqual([[false], [true]]);
  });

  test('shows that the system waits for the user’s approval, and does not ask twice', () => {
    const place = Object.assign(fakePlace('off'), { afterOn: 'requires-approval' as const });
    const item = createLoginItem(place, capturingLogger());
    item.follow(false, false);
    item.follow(true, false);
    item.follow(true, false);
    expect([place.writes, item.state()]).toEqual([[true], 'requires-approval']);
  });

  test('sees what changed in the settings of the system when asked again', () => {
    const place = fakePlace('on');
    const item = createLoginItem(place, capturingLogger());
    place.now = 'off';
    item.refresh();
    expect(item.state()).toBe('off');
  });

  test('a system that refuses, or says yes and does nothing, counts as failed', () => {
    const logger = capturingLogger();
    const refusing = Object.assign(fakePlace(), { error: Object.assign(new Error('no'), { code: 'EROFS' }) });
    const item = createLoginItem(refusing, logger);
    item.follow(false, false);
    item.follow(true, false);
    expect([item.state(), logger.lines[0]?.details]).toEqual(['failed', { code: 'EROFS' }]);
    const deaf = createLoginItem({ read: () => 'off', write: () => {} }, logger);
    deaf.follow(false, false);
    deaf.follow(true, false);
    expect(deaf.state()).toBe('failed');
  });
});

describe('login items of Windows and macOS', () => {
  const settings = { openAtLogin: false, wasOpenedAtLogin: false, executableWillLaunchAtLogin: false, launchItems: [] };
  function systemApp(answer: Partial<Electron.LoginItemSettings>) {
    const seen: unknown[] = [];
    return {
      seen,
      getLoginItemSettings: (options?: Electron.LoginItemSettingsOptions): Electron.LoginItemSettings => {
        seen.push(options);
        return { ...settings, status: 'not-registered', ...answer };
      },
      setLoginItemSettings: (wanted: Electron.Settings) => void seen.push(wanted),
    };
  }

  test.each([
    [{ status: 'enabled' }, 'on'],
    [{ status: 'requires-approval' }, 'requires-approval'],
    [{ status: 'not-registered' }, 'off'],
    [{ status: 'not-found' }, 'off'],
  ] as const)('macOS: %j reads as %s', (answer, state) => {
    expect(systemLoginItem(systemApp(answer), 'darwin').read()).toBe(state);
  });

  test.each([
    [{ openAtLogin: true, executableWillLaunchAtLogin: true }, 'on'],
    // Switched off in the task manager.
    [{ openAtLogin: true, executableWillLaunchAtLogin: false }, 'off'],
    [{ openAtLogin: false, executableWillLaunchAtLogin: true }, 'off'],
  ] as const)('Windows: %j reads as %s', (answer, state) => {
    expect(systemLoginItem(systemApp(answer), 'win32').read()).toBe(state);
  });

  test('Windows starts it hidden, and asks for what it registered', () => {
    const app = systemApp({});
    const place = systemLoginItem(app, 'win32');
    place.write(true);
    place.read();
    expect(app.seen).toEqual([{ openAtLogin: true, args: ['--hidden'] }, { args: ['--hidden'] }]);
  });
});

describe('the autostart file of Linux', () => {
  const at = (config: string, env: Record<string, string> = {}) => {
    const input = {
      env: { XDG_CONFIG_HOME: config, ...env },
      home: '/nowhere',
      executable: '/opt/Parley/parley-desktop',
    };
    return { place: autostartPlace(input), file: autostartFile(input) };
  };

  test('is written below XDG_CONFIG_HOME, starts hidden, and is removed again', () => {
    const config = tempDirectory();
    const { place, file } = at(config);
    expect(place.read()).toBe('off');
    place.write(true);
    expect(file).toBe(path.join(config, 'autostart', 'parley.desktop'));
    expect(fs.readFileSync(file, 'utf8')).toContain('\nExec="/opt/Parley/parley-desktop" --hidden\n');
    expect(place.read()).toBe('on');
    place.write(false);
    place.write(false);
    expect([fs.existsSync(file), place.read(), fs.readdirSync(path.dirname(file))]).toEqual([false, 'off', []]);
  });

  test('lies below ~/.config without XDG_CONFIG_HOME', () => {
    expect(autostartFile({ env: {}, home: '/home/ada' })).toBe('/home/ada/.config/autostart/parley.desktop');
  });

  test('names the AppImage, not the mount that it runs from', () => {
    const { place, file } = at(tempDirectory(), { APPIMAGE: '/home/ada/Parley 1.AppImage' });
    place.write(true);
    expect(fs.readFileSync(file, 'utf8')).toContain('Exec="/home/ada/Parley 1.AppImage" --hidden');
  });

  test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false', 'hidden = TRUE'])(
    'a desktop that switched it off by %j is believed',
    (line) => {
      const { place, file } = at(tempDirectory());
      place.write(true);
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('X-GNOME-Autostart-enabled=true', line));
      expect(place.read()).toBe('off');
    },
  );

  test('no path of the program can bring lines, arguments or field codes along', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (program) => {
        const lines = autostartEntry(program).split(/\n|\r/);
        expect(lines).toHaveLength(9);
        const exec = lines.find((line) => line.startsWith('Exec=')) ?? '';
        expect(argumentsOf(exec.slice('Exec='.length))).toEqual([program, '--hidden']);
      }),
    );
  });

  /** Reads Exec as the Desktop Entry Specification says: escapes of the value first, then quoted arguments. */
  function argumentsOf(value: string): string[] {
    const text = value.replaceAll(/\\([\\nr])/g, (_all, code: string) => ({ n: '\n', r: '\r' })[code] ?? '\\');
    const match = /^"((?:[^"`$\\]|\\["`$\\])*)" (\S+)$/s.exec(text);
    const first = match?.[1]?.replaceAll(/\\(["`$\\])/gs, '$1') ?? '';
    if (/(^|[^%])(%%)*%([^%]|$)/s.test(first)) throw new Error(`a field code: ${value}`);
    return [first.replaceAll('%%', '%'), match?.[2] ?? ''];
  }
});
