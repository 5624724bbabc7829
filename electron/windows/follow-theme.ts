/** Keeps the theme of all windows with the option and the system. */
import type { OptionValue } from '../../common/options/records.ts';
import type { NativeThemeSurface } from '../surface.ts';

const DARK_BACKGROUND = '#1f1f1f';
const LIGHT_BACKGROUND = '#ffffff';

export interface Theme {
  apply(theme: OptionValue<'theme'>): void;
  isDark(): boolean;
  isHighContrast(): boolean;
  /** Painted while a page loads. */
  backgroundColor(): string;
}

export function followTheme(nativeTheme: NativeThemeSurface, onChanged: () => void): Theme {
  nativeTheme.on('updated', onChanged);
  return {
    apply(theme) {
      if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
    },
    isDark: () => nativeTheme.shouldUseDarkColors,
    isHighContrast: () => nativeTheme.shouldUseHighContrastColors,
    backgroundColor: () => (nativeTheme.shouldUseDarkColors ? DARK_BACKGROUND : LIGHT_BACKGROUND),
  };
}
