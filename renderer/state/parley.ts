/** The bridge that the preload put on the window: the only way out of a renderer. */
import type { ParleyApi } from '../../common/ipc/contract.ts';

declare global {
  interface Window {
    /** Absent when the preload failed; every window then says that it lost Parley. */
    readonly parley?: ParleyApi;
  }
}

/** Answers every call with a rejection and pushes nothing: what a window without a preload works against. */
const unreachable: ParleyApi = {
  call: (name, ..._args) => Promise.reject(new Error(`no bridge to call ${name}`)),
  on: () => () => undefined,
};

export const findParley = (): ParleyApi => window.parley ?? unreachable;
