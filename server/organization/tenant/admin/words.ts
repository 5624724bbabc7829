/** How the admin page puts values, times and states into words; the page's script gets the same words from `status`. */
import type { PolicyValue } from '../../../../common/policies/records.ts';
import type { PushState } from '../switch-push.ts';

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});
export const describeTime = (timeMs: number): string => `${DATE.format(timeMs)} UTC`;

export function describeValue(value: PolicyValue | undefined): string {
  if (value === undefined) return 'Not configured';
  return typeof value === 'string' ? value : value ? 'Enabled' : 'Disabled';
}

export interface Described {
  readonly value: string;
  readonly detail: string;
}

export const describeClients = (count: number): Described => ({ value: String(count), detail: '' });

/** Whether the vendor's telemetry service has confirmed the current switch. */
export function describePush({ confirmedAt, failure, triedAt, nextTryAt }: PushState): Described {
  const trouble =
    failure === null
      ? null
      : failure.kind === 'unreachable'
        ? 'It could not be reached'
        : `It refused the switch (status ${failure.status})`;
  if (confirmedAt !== null) {
    const since = `Since ${describeTime(confirmedAt)}.`;
    const last = trouble && triedAt !== null ? ` ${trouble} at ${describeTime(triedAt)}; that is tried again.` : '';
    return { value: 'Yes', detail: since + last };
  }
  if (!trouble || triedAt === null) return { value: 'Not yet', detail: 'It is being told.' };
  const next = nextTryAt === null ? 'Trying again now.' : `Next try: ${describeTime(nextTryAt)}.`;
  return { value: 'No', detail: `${trouble} at ${describeTime(triedAt)}. ${next}` };
}
