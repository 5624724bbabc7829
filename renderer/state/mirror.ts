/**
 * The renderer's mirror of what main owns. It subscribes first and pulls the snapshot after, so that no change falls
 * between the two, and it never goes back: a snapshot with an older revision is ignored, however it arrived.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ParleyApi } from '../../common/ipc/contract.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';

export interface MirrorState {
  /** Null until main answered the first time. */
  readonly snapshot: Snapshot | null;
  /** Main did not answer the last pull. What is shown may be old; a push or a new pull ends it. */
  readonly isLost: boolean;
}

export interface Mirror {
  readonly store: StoreApi<MirrorState>;
  /** Pulls the snapshot. Never rejects: a failure shows as `isLost`. */
  readonly pull: () => Promise<void>;
  /** Ends the subscription. */
  readonly close: () => void;
}

/** Creates the mirror and begins to follow main at once. */
export function followMain(parley: ParleyApi): Mirror {
  const store = createStore<MirrorState>(() => ({ snapshot: null, isLost: false }));
  const accept = (next: Snapshot): void => {
    const current = store.getState().snapshot;
    const isNewer = !current || next.revision > current.revision;
    store.setState({ snapshot: isNewer ? next : current, isLost: false });
  };
  const close = parley.on('app.changed', accept);
  const pull = async (): Promise<void> => {
    try {
      accept(await parley.call('app.snapshot'));
    } catch {
      store.setState({ isLost: true });
    }
  };
  void pull();
  return { store, pull, close };
}
