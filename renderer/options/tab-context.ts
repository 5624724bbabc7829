/** Which page of the options is shown, and the way to another one from inside a page. */
import { createContext, use, useState } from 'react';
import { OPTION_TABS, type OptionTab } from '../../common/ipc/contract.ts';

export const TabContext = createContext<(tab: OptionTab) => void>(() => undefined);
export const useOpenTab = (): ((tab: OptionTab) => void) => use(TabContext);

/** General, unless the window's address names another page (`options.html#personal`). */
export function useTabState(): [tab: OptionTab, show: (tab: OptionTab) => void] {
  return useState<OptionTab>(() => {
    const asked = window.location.hash.slice(1);
    return OPTION_TABS.find((tab) => tab === asked) ?? 'general';
  });
}
