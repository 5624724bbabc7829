/** What every component of a window may use: the snapshot, the bridge, the words and the one polite voice. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { ParleyApi } from '../../common/ipc/contract.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import type { Mirror } from './mirror.ts';
import type { Words, WordsStore } from './words.ts';

export interface Session {
  readonly parley: ParleyApi;
  readonly mirror: Mirror;
  readonly words: WordsStore;
}
export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('rendered outside of a window frame');
  return session;
}
export const useParley = (): ParleyApi => useSession().parley;

/** The newest snapshot. Only below the frame's loading gate, where there always is one. */
export function useSnapshot(): Snapshot {
  const snapshot = useStore(useSession().mirror.store, (state) => state.snapshot);
  if (!snapshot) throw new Error('rendered before the first snapshot');
  return snapshot;
}

/** Sentences and times for the user. Only below the frame, which waits for the first words. */
export function useWords(): Words {
  const words = useStore(useSession().words);
  if (!words) throw new Error('rendered before the first words');
  return words;
}

/** Says something to those who cannot see it change. */
export type Announce = (text: string) => void;
export const AnnounceContext = createContext<Announce>(() => undefined);
export const useAnnounce = (): Announce => use(AnnounceContext);
