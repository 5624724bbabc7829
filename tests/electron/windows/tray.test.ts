import type { EventEmitter } from 'node:events';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../../common/messages/en.ts';
import { createTranslate } from '../../../common/messages/format.ts';
import type { AccountView } from '../../../common/ipc/snapshot.ts';
import { showTray, trayToolTip, type TrayDeps } from '../../../electron/windows/tray.ts';
import { PreviewImage } from '../../../preview/native-image.ts';
import { PreviewMenu } from '../../../preview/menu.ts';
import { PreviewTray } from '../../../preview/tray.ts';
import { capturingLogger } from '../../fakes/logger.ts';

const project = path.resolve(import.meta.dirname, '../../..');

function show(some: Partial<TrayDeps> = {}) {
  const trays = new Set<PreviewTray>();
  class Tray extends PreviewTray {
    constructor(image: PreviewImage | string) {
      super(image, true, trays);
    }
  }
  const clicks: string[] = [];
  const logger = capturingLogger();
  const icon = showTray({
    Tray,
    // The build copies the icons from where they are in the project.
    nativeImage: {
      createEmpty: () => PreviewImage.createEmpty(),
      createFromPath: (file) => PreviewImage.createFromPath(file.replace(`${path.sep}dist${path.sep}`, path.sep)),
    },
    appPath: project,
    platform: 'linux',
    hasHost: true,
    isDark: false,
    menu: new PreviewMenu(),
    logger,
    onClick: () => void clicks.push('click'),
    ...some,
  });
  return { icon, trays, clicks, logger };
}

describe('the tray', () => {
  test('works: an image, a menu, and a click that shows Parley', () => {
    const { icon, trays, clicks } = show();
    const [tray] = trays;
    (tray as EventEmitter | undefined)?.emit('click');
    expect([icon.state, tray?.menu, clicks]).toEqual(['working', new PreviewMenu(), ['click']]);
    icon.destroy();
    expect(trays.size).toBe(0);
  });

  test('is there without a host too, but nothing may hide in it', () => {
    const { icon, trays } = show({ hasHost: false });
    expect([icon.state, trays.size]).toEqual(['no-tray-host', 1]);
  });

  test.each(['darwin', 'win32', 'linux'] as const)('has its image on %s, for light and dark', (platform) => {
    for (const isDark of [false, true]) expect(show({ platform, isDark }).icon.state).toBe('working');
  });

  test('that cannot be shown stops nothing', () => {
    const { icon, logger } = show({ appPath: '/nowhere' });
    icon.setToolTip('x');
    icon.destroy();
    expect([icon.state, logger.lines.length]).toEqual(['failed', 1]);
  });

  test('says who is there', () => {
    const t = createTranslate('en', en);
    const account: AccountView = {
      state: 'signed-in',
      displayName: 'Ada',
      account: 'ada@contoso.example',
      organization: null,
      connection: 'online',
      presence: 'do-not-disturb',
    };
    expect(trayToolTip(account, t)).toBe('Parley: Do not disturb');
    expect(trayToolTip({ ...account, connection: 'offline' }, t)).toBe('Parley: offline');
    expect(trayToolTip({ ...account, state: 'signed-out' }, t)).toBe('Parley: signed out');
  });
});
