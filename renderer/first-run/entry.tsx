/** Entry of the first-run window. */
import { openWindow } from '../ui/window-frame.tsx';
import { FirstRunWindow } from './first-run-window.tsx';

openWindow('window.firstRun', <FirstRunWindow />);
