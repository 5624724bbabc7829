/** Channel names, derived from the contract; the only place that spells them. */
import type { CallName, PushName } from '../../common/ipc/contract.ts';

export const callChannel = (name: CallName): string => `parley:call:${name}`;
export const pushChannel = (name: PushName): string => `parley:push:${name}`;
