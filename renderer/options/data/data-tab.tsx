import type { ReactElement } from 'react';
export function DataTab(): ReactElement {
  return <h1>data</h1>;
}
