/** The only addresses that are ever handed to the system's browser; pages name them, never pass them. */
import type { ExternalPage } from '../../common/ipc/contract.ts';

const EXTERNAL_ADDRESSES: { readonly [P in ExternalPage]: string } = {
  practices: 'https://parley.example/data-collection-practices',
  documentation: 'https://parley.example/docs',
};

/** @returns the address, or null unless it is a well-formed https URL */
export function externalAddress(page: ExternalPage): string | null {
  const address = URL.parse(EXTERNAL_ADDRESSES[page]);
  return address?.protocol === 'https:' ? address.href : null;
}
