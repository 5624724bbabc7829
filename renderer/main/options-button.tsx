/** The gear. The shortcut that it names belongs to the application's menu. */
import { Button, Tooltip } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useParley, useSnapshot, useWords } from '../state/context.ts';
import { GearIcon } from '../ui/icons.tsx';

export function OptionsButton(): ReactElement {
  const { t } = useWords();
  const parley = useParley();
  const isMac = useSnapshot().app.platform === 'darwin';
  return (
    <Tooltip content={t('main.options.tip', { shortcut: isMac ? '⌘,' : 'Ctrl+,' })} relationship="description">
      <Button
        appearance="subtle"
        icon={<GearIcon />}
        aria-label={t('main.options')}
        aria-keyshortcuts={isMac ? 'Meta+,' : 'Control+,'}
        onClick={() => void parley.call('windows.openOptions', 'general')}
      />
    </Tooltip>
  );
}
