/**
 * The pages of the Options window. General is part of the first paint; the others load when they are first wanted.
 * A new page: its folder, and its line here.
 */
import { lazy, type ComponentType } from 'react';
import type { OptionTab } from '../../common/ipc/contract.ts';
import { GeneralTab } from './general/general-tab.tsx';

interface TabPage {
  readonly page: ComponentType;
  /** False for a page that is only read: its panel then is a stop of the Tab key itself. */
  readonly hasControls: boolean;
}

export const tabPages: { readonly [T in OptionTab]: TabPage } = {
  general: { page: GeneralTab, hasControls: true },
  personal: {
    page: lazy(async () => ({ default: (await import('./personal/personal-tab.tsx')).PersonalTab })),
    hasControls: true,
  },
  policies: {
    page: lazy(async () => ({ default: (await import('./policies/policies-tab.tsx')).PoliciesTab })),
    hasControls: false,
  },
  data: { page: lazy(async () => ({ default: (await import('./data/data-tab.tsx')).DataTab })), hasControls: true },
};
