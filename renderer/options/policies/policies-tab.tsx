import type { ReactElement } from 'react';
export function PoliciesTab(): ReactElement {
  return <h1>policies</h1>;
}
