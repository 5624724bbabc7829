/** Entry of the Options window. */
import { openWindow } from '../ui/window-frame.tsx';
import { OptionsWindow } from './options-window.tsx';

openWindow('window.options', <OptionsWindow />);
