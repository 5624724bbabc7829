/**
 * Record by record: what may be stored, in the form in which it is stored, and what is refused and why. A refused record
 * is refused for good (OTLP's partial success is never retried).
 */
import { eventOf, isEventName, type EventName } from '../../../../common/catalogue/catalogue.ts';
import { validateEvent } from '../../../../common/catalogue/validate.ts';
import { reportedTimeMs } from '../../../../common/otlp/encode.ts';
import type { IncomingRecord } from '../../../../common/otlp/decode.ts';
import type { RefusalReason } from '../../../../common/wire/telemetry.ts';
import type { EpochKeys } from '../keys/key-file.ts';
import { createSecondHash, type SecondHash } from '../keys/second-hash.ts';
import { DAY_MS } from '../limits.ts';
import type { NewRecord } from '../store/store.ts';
import type { Right } from './rights.ts';

export interface Rejection {
  readonly batchId: string;
  readonly sequence: number;
  readonly reason: RefusalReason;
  /** The catalogued field at fault; names that a sender made up are not repeated. */
  readonly field?: string;
}
export interface Sifted {
  readonly accepted: readonly NewRecord[];
  readonly rejected: readonly Rejection[];
}

/** The end of year 9999: later times cannot be shown. */
const MAX_TIME_MS = 253_402_300_799_999;

export function sift(records: readonly IncomingRecord[], right: Right, keys: EpochKeys, nowMs: number): Sifted {
  const accepted: NewRecord[] = [];
  const rejected: Rejection[] = [];
  const hash = createSecondHash(keys, right.tenant?.tenantId ?? null);
  for (const record of records) {
    const { batchId, sequence, event } = record;
    const fault = isEventName(event) ? faultOf(event, record, right) : ({ reason: 'unknown-event' } as const);
    if (fault) rejected.push({ batchId, sequence, ...fault });
    else if (isEventName(event)) accepted.push(storable(event, record, right, hash, keys.epoch, nowMs));
  }
  return { accepted, rejected };
}

type Fault = Pick<Rejection, 'reason' | 'field'>;

function faultOf(event: EventName, record: IncomingRecord, right: Right): Fault | null {
  const { category, isWhileSignedOut, fields } = eventOf(event);
  if (category !== record.category) return { reason: 'category-mismatch' };
  if (right.isGuest && !isWhileSignedOut) return { reason: 'token-not-allowed' };
  const problem = validateEvent(event, record.fields)[0];
  if (problem) return problem.reason === 'unknown-field' ? { reason: 'forbidden-field' } : invalid(problem.field);
  // While nobody is signed in there is no user to name; an ID here would be one that somebody typed.
  const named = right.isGuest
    ? Object.keys(record.fields).find((name) => fields[name]?.atService === 'hashed')
    : undefined;
  if (named !== undefined) return { reason: 'forbidden-field', field: named };
  // The registered name or nothing: a name taken from an address could be anybody's.
  const partner = record.fields['FederationPartner'];
  if (partner !== undefined && partner !== right.tenant?.name) return invalid('FederationPartner');
  return record.atMs > MAX_TIME_MS ? { reason: 'invalid-value' } : null;
}

const invalid = (field: string): Fault => ({ reason: 'invalid-value', field });

function storable(
  event: EventName,
  { category, batchId, erasureHash, sequence, atMs, fields }: IncomingRecord,
  right: Right,
  hash: SecondHash,
  keyEpoch: number,
  nowMs: number,
): NewRecord {
  const receivedAtMs = reportedTimeMs(category, nowMs);
  return {
    category,
    batchId,
    erasureHash,
    sequence,
    event,
    tenantId: right.tenant?.tenantId ?? null,
    // Rounded again: the client's word is not enough.
    atMs: reportedTimeMs(category, atMs),
    receivedAtMs,
    expiresAtMs: receivedAtMs + eventOf(event).retentionDays * DAY_MS,
    keyEpoch,
    fields: hash(event, fields),
  };
}
