/** Does not compile where the preview strays from the surface. Never imported. */
import type { ElectronSurface } from '../electron/surface.ts';
import type * as preview from './electron-main.ts';

type Conforms<T extends ElectronSurface> = T;
export type PreviewConforms = Conforms<typeof preview>;
