/** Consent as an append-only record: who chose what, when, and what they were shown when they chose. */
import type { Principal } from '../principal.ts';

/** Raised when the practices text changes its meaning; an older opt-in then covers only what it named. */
export const PRACTICES_VERSION = 1;

export interface ConsentRecord {
  /** Counts up from 1 in each file. */
  readonly serial: number;
  readonly principal: Principal;
  readonly choice: 'in' | 'out';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly practicesVersion: number;
  /** Language tag of the text that was on the screen. */
  readonly practicesLanguage: string;
  /** SHA-256 (hex) of the catalogue. */
  readonly catalogueDigest: string;
  /** Error fields as `event/field` that the text covered; what is not in it stays off. Empty for an opt-out. */
  readonly agreedFields: readonly string[];
  readonly appVersion: string;
  /** The only gesture there is; named so that an export explains itself. */
  readonly gesture: 'options.general';
}

export interface ConsentState {
  readonly choice: 'in' | 'out';
  /** When it was made; null when the user never chose (which is out). */
  readonly at: number | null;
  readonly agreedFields: readonly string[];
  /** Opted in, but the text or the error fields have widened since. */
  readonly isReviewNeeded: boolean;
}

export const NO_CONSENT: ConsentState = { choice: 'out', at: null, agreedFields: [], isReviewNeeded: false };

/** What the last record of a principal says today, given the error fields and practices text of this build. */
export function consentStateOf(last: ConsentRecord | undefined, errorFields: readonly string[]): ConsentState {
  if (!last) return NO_CONSENT;
  if (last.choice === 'out') return { ...NO_CONSENT, at: last.at };
  const isWidened =
    last.practicesVersion !== PRACTICES_VERSION || errorFields.some((field) => !last.agreedFields.includes(field));
  return { choice: 'in', at: last.at, agreedFields: last.agreedFields, isReviewNeeded: isWidened };
}
