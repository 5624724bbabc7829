/**
 * What can be asked over the control socket. Reads are GET; what takes arguments is POST with a JSON list, checked by the
 * same schemas as the windows' calls. There is no call that changes consent, a policy or an account.
 */
import { z } from 'zod';
import type { Category } from '../../common/catalogue/types.ts';
import type { GateDecision } from '../../common/consent/decide.ts';
import { argumentSchemas } from '../../common/ipc/arguments.ts';
import type { Calls } from '../../common/ipc/contract.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import type { PolicyOrigin, PolicyProblem, SourceReading } from '../../common/policies/reading.ts';
import type { ResolvedPolicies } from '../../common/policies/resolve.ts';
import type { Result } from '../../common/result.ts';
import type { ClosingReceipt, RecordView } from '../../common/telemetry/views.ts';
import type { ControlStatus } from './status-view.ts';

/** What applies now: one line of the stream that `parley policy watch` reads. */
export interface PolicyState {
  readonly policies: ResolvedPolicies;
  readonly problems: readonly PolicyProblem[];
  readonly gates: { readonly [C in Category]: GateDecision };
}
export interface PolicyView extends PolicyState {
  /** Where the machine's policy files are. */
  readonly policyDirectory: string;
  readonly readings: readonly SourceReading[];
}
export type OptionsView = Pick<Snapshot, 'options' | 'locks'>;

export interface ControlCalls {
  status: { args: []; result: ControlStatus };
  policy: { args: []; result: PolicyView };
  receipts: { args: []; result: readonly ClosingReceipt[] };
  options: { args: []; result: OptionsView };
  'options.set': Calls['options.set'];
  'data.records': Calls['data.records'];
  /** Records that are going to a file: refused while a policy forbids files. */
  'data.export': {
    args: Calls['data.records']['args'];
    result: Result<readonly RecordView[], { readonly kind: 'managed'; readonly by: PolicyOrigin }>;
  };
  'data.body': Calls['data.body'];
  'data.erase': Calls['data.erase'];
}
export type ControlCall = keyof ControlCalls;

const none = z.tuple([]);
/** Argument schemas by call; what takes none is read with GET. */
export const CONTROL_ARGUMENTS: { readonly [N in ControlCall]: z.ZodType<ControlCalls[N]['args']> } = {
  status: none,
  policy: none,
  receipts: none,
  options: none,
  'options.set': argumentSchemas['options.set'],
  'data.records': argumentSchemas['data.records'],
  'data.export': argumentSchemas['data.records'],
  'data.body': argumentSchemas['data.body'],
  'data.erase': argumentSchemas['data.erase'],
};
export const isControlCall = (name: string): name is ControlCall => Object.hasOwn(CONTROL_ARGUMENTS, name);
export const isRead = (name: ControlCall): boolean => CONTROL_ARGUMENTS[name] === none;

/** A stream of `PolicyState`, one JSON line each: what applies at once, then whatever applies next. */
export const WATCH_PATH = '/policy/changes';
