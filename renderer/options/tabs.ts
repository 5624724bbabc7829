/**
 * The pages of the Options window. General is part of the first paint; the others load when they are first wanted.
 * A new page: its folder, and its line here.
 */
import { lazy, type ComponentType } from 'react';
import type { OptionTab } from '../../common/ipc/contract.ts';
import { GeneralTab } from './general/general-tab.tsx';

export const tabPages: { readonly [T in OptionTab]: ComponentType } = {
  general: GeneralTab,
  personal: lazy(async () => ({ default: (await import('./personal/personal-tab.tsx')).PersonalTab })),
  policies: lazy(async () => ({ default: (await import('./policies/policies-tab.tsx')).PoliciesTab })),
  data: lazy(async () => ({ default: (await import('./data/data-tab.tsx')).DataTab })),
};
