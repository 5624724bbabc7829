/** The colours: Fluent's neutrals with Parley's own brand, light and dark; the system's high contrast comes first. */
import {
  createDarkTheme,
  createLightTheme,
  teamsHighContrastTheme,
  type BrandVariants,
  type Theme,
} from '@fluentui/react-components';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import { useMediaQuery } from './media-query.ts';

/** Even steps of one petrol hue; 80 carries white text at 6:1. */
const brand: BrandVariants = {
  10: '#001316',
  20: '#002023',
  30: '#002d32',
  40: '#003b41',
  50: '#004a51',
  60: '#00565e',
  70: '#00626a',
  80: '#006e77',
  90: '#0c7d87',
  100: '#1b8d98',
  110: '#2c9da8',
  120: '#49afba',
  130: '#6ac1cb',
  140: '#8dd2da',
  150: '#b2e2e7',
  160: '#d7f1f4',
};
const lightTheme: Theme = createLightTheme(brand);
const darkTheme: Theme = {
  ...createDarkTheme(brand),
  // The ramp's default picks are too dark for text on the dark neutrals.
  colorBrandForeground1: brand[120],
  colorBrandForeground2: brand[140],
  colorBrandBackground2: brand[40],
  colorBrandForegroundLink: brand[120],
  colorBrandForegroundLinkHover: brand[130],
  colorBrandForegroundLinkPressed: brand[110],
  colorCompoundBrandForeground1: brand[120],
};

/** Follows main's answer, and the system while main has not answered yet. */
export function useTheme(app: Snapshot['app'] | undefined): Theme {
  const isForced = useMediaQuery('(forced-colors: active)');
  const isSystemDark = useMediaQuery('(prefers-color-scheme: dark)');
  if (isForced || app?.isHighContrast === true) return teamsHighContrastTheme;
  return (app?.isDark ?? isSystemDark) ? darkTheme : lightTheme;
}
