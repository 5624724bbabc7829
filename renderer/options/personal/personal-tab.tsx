import type { ReactElement } from 'react';
export function PersonalTab(): ReactElement {
  return <h1>personal</h1>;
}
