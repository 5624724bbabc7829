/**
 * A plain option as its control needs it: the value, the policy that locks it, what is said about it. That a policy
 * manages it follows from the snapshot's locks, for any option.
 */
import { useCallback } from 'react';
import type { SetOptionFailure } from '../../../common/ipc/contract.ts';
import type { Snapshot } from '../../../common/ipc/snapshot.ts';
import type { OptionKey, OptionValue } from '../../../common/options/records.ts';
import { POLICY_KEYS, policyRecord } from '../../../common/policies/records.ts';
import { useParley, useSnapshot, useWords } from '../../state/context.ts';
import { useSaved } from '../../state/use-saved.ts';
import { useNews } from '../../ui/use-news.ts';
import { lockSentence, organizationName } from '../../words/organization.ts';

export interface OptionControl<K extends OptionKey> {
  /** What applies, or what the user has just chosen. */
  readonly value: OptionValue<K>;
  readonly lock: Snapshot['locks'][K];
  /** Some policy names this option, so that it may get locked. */
  readonly isManageable: boolean;
  /** Why the last choice was not kept, else who locked it; null when there is nothing to say. */
  readonly note: string | null;
  readonly isFailure: boolean;
  /** Does nothing while the option is locked. */
  choose(value: OptionValue<K>): void;
}

/** @param kept says that the own choice is kept, in words for its value */
export function useOption<K extends OptionKey>(
  option: K,
  label: string,
  kept: (ownValue: OptionValue) => string,
): OptionControl<K> {
  const { t } = useWords();
  const parley = useParley();
  const snapshot = useSnapshot();
  const save = useCallback((value: OptionValue<K>) => parley.call('options.set', option, value), [parley, option]);
  const actual: OptionValue<K> = snapshot.options[option];
  const { value, failure, choose } = useSaved<OptionValue<K>, null, SetOptionFailure>(actual, save);
  const lock = snapshot.locks[option];
  const organization = organizationName(snapshot, t);
  useNews(lock ? t('lock.announce', { setting: label, organization }) : t('lock.announce.free', { setting: label }));
  const refusal =
    failure === null
      ? null
      : failure !== 'lost' && failure.kind === 'managed'
        ? t('options.notSaved.managed', { organization })
        : t('options.notSaved');
  return {
    value: lock ? actual : value,
    lock,
    isManageable: POLICY_KEYS.some((key) => policyRecord(key).option === option),
    note: refusal ?? (lock ? `${lockSentence(lock.by, organization, t)} ${kept(lock.ownValue)}` : null),
    isFailure: refusal !== null,
    choose: (next) => {
      if (!lock) void choose(next);
    },
  };
}
