/** When Parley starts, and what becomes of it when its window is closed. The operating system has a say in both. */
import type { ReactElement } from 'react';
import type { LoginItemState, Snapshot } from '../../../common/ipc/snapshot.ts';
import type { Translate } from '../../../common/messages/format.ts';
import { useSnapshot, useWords } from '../../state/context.ts';
import { Section } from '../../ui/section.tsx';
import { OptionSwitch } from './option-switch.tsx';

export function StartAndClose(): ReactElement {
  const { t } = useWords();
  const { app, options } = useSnapshot();
  return (
    <Section title={t('general.start.title')}>
      <OptionSwitch
        option="openAtLogin"
        label={t('general.openAtLogin.label')}
        help={loginItemHelp(app.loginItem, options.openAtLogin, t)}
        unavailable={app.loginItem === 'unpackaged' ? t('general.openAtLogin.unpackaged') : undefined}
      />
      {/* On macOS closing the window never ends the program, and minimizing goes to the Dock. */}
      {app.platform !== 'darwin' && (
        <OptionSwitch
          option="minimizeToTray"
          label={t('general.minimizeToTray.label')}
          help={t('general.minimizeToTray.help')}
          unavailable={trayMissing(app.tray, t)}
        />
      )}
    </Section>
  );
}

/** What the system makes of the user's wish, where the two differ. */
function loginItemHelp(state: LoginItemState, isWanted: boolean, t: Translate): string {
  if (state === 'failed') return t('general.openAtLogin.failed');
  if (isWanted && state === 'off') return t('general.openAtLogin.off');
  if (isWanted && state === 'requires-approval') return t('general.openAtLogin.requires-approval');
  return t('general.openAtLogin.help');
}

function trayMissing(tray: Snapshot['app']['tray'], t: Translate): string | undefined {
  return tray === 'working' ? undefined : t(`general.minimizeToTray.${tray}`);
}
