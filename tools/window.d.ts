import type { ParleyApi } from '../common/ipc/contract.ts';

declare global {
  interface Window {
    readonly parley: ParleyApi;
  }
}
