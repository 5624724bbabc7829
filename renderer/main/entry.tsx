/** Entry of the main window. */
import { openWindow } from '../ui/window-frame.tsx';
import { MainWindow } from './main-window.tsx';

openWindow('window.main', <MainWindow />);
