import type { ReactElement } from 'react';
export function MainWindow(): ReactElement {
  return <h1>main</h1>;
}
