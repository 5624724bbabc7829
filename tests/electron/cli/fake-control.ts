/** A Parley that answers the command line as a test says, and one run of the command line against it. */
import { fail, ok } from '../../../common/result.ts';
import type { ControlClient, ControlFailure } from '../../../electron/cli/control-client.ts';
import type { ControlCall, ControlCalls, PolicyState, PolicyView } from '../../../electron/cli/control-contract.ts';
import { runCli } from '../../../electron/cli/run.ts';
import type { Snapshot } from '../../../common/ipc/snapshot.ts';
import type { SourceReading } from '../../../common/policies/reading.ts';
import { NOW, signedIn } from '../../renderer/snapshots.ts';

export type Answers = { readonly [N in ControlCall]?: (...args: ControlCalls[N]['args']) => ControlCalls[N]['result'] };

export interface FakeControl extends ControlClient {
  /** Every question with its arguments, in order. */
  readonly asked: readonly (readonly [name: ControlCall, ...args: unknown[]])[];
}

export interface FakeControlOptions {
  readonly answers?: Answers;
  /** What is told to a watcher, after which Parley ends. */
  readonly states?: readonly PolicyState[];
  /** Nothing is answered but this. */
  readonly failure?: ControlFailure;
}

export function fakeControl({ answers = {}, states = [], failure }: FakeControlOptions = {}): FakeControl {
  const asked: [ControlCall, ...unknown[]][] = [];
  return {
    asked,
    async ask(name, ...args) {
      asked.push([name, ...args]);
      const answer = answers[name] as ((...all: unknown[]) => unknown) | undefined;
      return failure || !answer ? fail(failure ?? 'refused') : (ok(answer(...args)) as never);
    },
    async watch(onState) {
      if (failure) return failure;
      for (const state of states) onState(state);
      return 'ended';
    },
  };
}

export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** @param words as typed after `parley`, split at spaces */
export async function parley(
  words: string | readonly string[],
  control: ControlClient,
  places: { readonly dataDirectory?: string; readonly cwd?: string } = {},
): Promise<CliOutcome> {
  let out = '';
  let err = '';
  const code = await runCli(typeof words === 'string' ? words.split(' ').filter(Boolean) : words, {
    version: '1.2.3',
    defaultDataDirectory: places.dataDirectory ?? '/data/of/nobody',
    cwd: places.cwd ?? process.cwd(),
    controlOf: () => control,
    out: (text) => (out += `${text}\n`),
    outRaw: (bytes) => (out += Buffer.from(bytes).toString('latin1')),
    err: (text) => (err += `${text}\n`),
    now: () => NOW,
    interruption: () => new AbortController().signal,
  });
  return { code, out, err };
}

export const policyView = (snapshot: Partial<Snapshot>, readings: readonly SourceReading[] = []): PolicyView => {
  const { policies, problems, gates, app } = { ...signedIn, ...snapshot };
  return { policies, problems, gates, readings, policyDirectory: app.policyDirectory };
};
