/** What opens when: nothing before the first-run notice was shown, then the main window or the options. */
import type { OptionTab } from '../../common/ipc/contract.ts';
import type { ConsentLedger } from '../consent/consent-ledger.ts';
import type { Windows } from './windows.ts';

export interface Opener {
  main(): void;
  options(tab: OptionTab): void;
}

export function createOpener(
  windows: Windows,
  ledger: Pick<ConsentLedger, 'isNoticeShown'>,
  onOptionsOpened: () => void,
): Opener {
  const afterNotice = (open: () => void): void => (ledger.isNoticeShown() ? open() : windows.show('first-run'));
  return {
    main: () => afterNotice(() => windows.show('main')),
    options: (tab) =>
      afterNotice(() => {
        windows.showOptions(tab);
        onOptionsOpened();
      }),
  };
}
