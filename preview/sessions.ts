/** `electron.session`: the default session and the partitions, one object per name. */
import { PreviewSession, type SessionOptions } from './session.ts';

export class PreviewSessions {
  readonly #isReady: () => boolean;
  readonly #options: () => Omit<SessionOptions, 'isPersistent'>;
  readonly #byPartition = new Map<string, PreviewSession>();

  constructor(isReady: () => boolean, options: () => Omit<SessionOptions, 'isPersistent'>) {
    this.#isReady = isReady;
    this.#options = options;
  }

  get defaultSession(): PreviewSession {
    return this.fromPartition('');
  }

  /** The options count for the first call of a name only; nothing is ever cached here. @throws before ready. */
  fromPartition(partition: string, _options?: Electron.FromPartitionOptions): PreviewSession {
    if (!this.#isReady()) throw new Error('Session can only be received when app is ready');
    let session = this.#byPartition.get(partition);
    if (session === undefined) {
      const isPersistent = partition === '' || partition.startsWith('persist:');
      session = new PreviewSession({ ...this.#options(), isPersistent });
      this.#byPartition.set(partition, session);
    }
    return session;
  }
}
