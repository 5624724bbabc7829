import { describe, expect, it } from 'vitest';
import type { ParleyApi } from '../../common/ipc/contract.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import { followMain } from '../../renderer/state/mirror.ts';
import { signedIn } from './snapshots.ts';

/** A main that answers the pull when the test says so. */
function fakeMain() {
  const order: string[] = [];
  let listener: ((value: Snapshot) => void) | undefined;
  let settle: { resolve: (value: Snapshot) => void; reject: (cause: Error) => void } | undefined;
  const api = {
    call: (name: string) => {
      order.push(`call ${name}`);
      return new Promise<Snapshot>((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    on: (name: string, heard: (value: Snapshot) => void) => {
      order.push(`on ${name}`);
      listener = heard;
      return () => {
        listener = undefined;
      };
    },
  } as unknown as ParleyApi;
  return {
    api,
    order,
    push: (revision: number) => listener?.({ ...signedIn, revision }),
    answer: async (revision: number) => {
      settle?.resolve({ ...signedIn, revision });
      await Promise.resolve();
      await Promise.resolve();
    },
    fail: async () => {
      settle?.reject(new Error('gone'));
      await new Promise((resolve) => setImmediate(resolve));
    },
    isHeard: () => listener !== undefined,
  };
}

describe('the mirror', () => {
  it('subscribes before it pulls', () => {
    const main = fakeMain();
    followMain(main.api);
    expect(main.order).toEqual(['on app.changed', 'call app.snapshot']);
  });

  it('keeps a push that came while the pull was under way and is newer', async () => {
    const main = fakeMain();
    const { store } = followMain(main.api);
    main.push(7);
    await main.answer(6);
    expect(store.getState().snapshot?.revision).toBe(7);
  });

  it('ignores older and repeated revisions', async () => {
    const main = fakeMain();
    const { store } = followMain(main.api);
    await main.answer(5);
    const first = store.getState().snapshot;
    main.push(4);
    main.push(5);
    expect(store.getState().snapshot).toBe(first);
    main.push(6);
    expect(store.getState().snapshot?.revision).toBe(6);
  });

  it('says that main is lost when the pull fails, and finds it again by a push', async () => {
    const main = fakeMain();
    const { store } = followMain(main.api);
    await main.fail();
    expect(store.getState()).toEqual({ snapshot: null, isLost: true });
    main.push(1);
    expect(store.getState().isLost).toBe(false);
    expect(store.getState().snapshot?.revision).toBe(1);
  });

  it('hears nothing any more once it is closed', () => {
    const main = fakeMain();
    followMain(main.api).close();
    expect(main.isHeard()).toBe(false);
  });
});
