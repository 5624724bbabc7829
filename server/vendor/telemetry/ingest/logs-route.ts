/**
 * `POST /v1/logs`: read within limits → decode → right → validate → second hash → store → answer. 200 only after the
 * store has it on disk; 503 with Retry-After when that cannot be done now, so that the sender keeps it.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { IncomingRecord } from '../../../../common/otlp/decode.ts';
import { fail, ok, type Result } from '../../../../common/result.ts';
import { TELEMETRY_PATHS } from '../../../../common/wire/telemetry.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { Log } from '../../../shared/log.ts';
import { networkOf } from '../../../shared/network-of.ts';
import { refuse } from '../../../shared/serve.ts';
import type { KeySource } from '../keys/key-file.ts';
import { RETRY_AFTER_PRESSURE_SECONDS, RETRY_AFTER_STORE_SECONDS } from '../limits.ts';
import { StoreUnavailable, type TelemetryStore } from '../store/store.ts';
import { readBody, type Encoding } from './body.ts';
import { formatOf, MEDIA_TYPES, type Format } from './formats.ts';
import type { InFlight, Lease } from './in-flight.ts';
import { rightOf, type Refusal } from './rights.ts';
import { sift, type Rejection } from './sift.ts';
import type { Tally } from './tally.ts';

export interface LogsRouteParts {
  readonly store: TelemetryStore;
  readonly keys: KeySource;
  readonly clock: Clock;
  readonly log: Log;
  readonly tally: Tally;
  readonly inFlight: InFlight;
  readonly maxPerMinute: number;
}

/** To be registered as a plugin of its own: it reads bodies as streams, and answers every fault the way OTLP asks. */
export function logsRoute(parts: LogsRouteParts): (scope: FastifyInstance) => Promise<void> {
  const { log, tally, inFlight, maxPerMinute } = parts;
  const config = { rateLimit: { max: maxPerMinute, timeWindow: '1 minute' } };
  const answerRefusal = (reply: FastifyReply, refusal: Refusal): FastifyReply => {
    if (refusal.reason !== 'unavailable') tally.add(refusal.reason);
    if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', String(refusal.retryAfterSeconds));
    if (refusal.status === 401) reply.header('www-authenticate', 'Bearer');
    return refuse(reply, refusal.status, refusal.reason, refusal.message);
  };

  return async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(MEDIA_TYPES, (_request, payload, done) => done(null, payload));
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      if (error instanceof StoreUnavailable) {
        log.error('store-unavailable', error);
        return answerRefusal(reply, storeTrouble);
      }
      if (error.statusCode === 429)
        return refuse(reply, 429, 'too-many-requests', 'Keep the data and try again later.');
      if (error.statusCode === 415) return answerRefusal(reply, unsupported('content type', MEDIA_TYPES.join(' or ')));
      if (error.statusCode !== undefined && error.statusCode < 500)
        return answerRefusal(reply, malformed('The request cannot be read.'));
      log.error('unexpected-error', error, { method: request.method, route: request.routeOptions.url ?? 'none' });
      return refuse(reply, 500, 'unexpected', 'Something went wrong here. It was logged; try again later.');
    });
    scope.post(TELEMETRY_PATHS.logs, { config }, async (request, reply) => {
      const lease = inFlight.enter(networkOf(request.ip));
      if (!lease) return answerRefusal(reply, pressure);
      try {
        const format = formatOf(request.headers['content-type']);
        const answer = await take(request, format, lease, parts);
        if (!answer.ok) return answerRefusal(reply, answer.reason);
        for (const { reason } of answer.value) tally.add(reason);
        return format.answer(reply, answer.value);
      } finally {
        lease.release();
      }
    });
  };
}

/** @returns the records that were refused singly; all others are stored, or were before. */
async function take(
  request: FastifyRequest,
  format: Format,
  lease: Lease,
  { store, keys, clock }: LogsRouteParts,
): Promise<Result<readonly Rejection[], Refusal>> {
  const records = await readRecords(request, format, lease);
  if (!records.ok) return records;
  const category = records.value[0]?.category;
  if (category === undefined) return ok([]);
  if (records.value.some((record) => record.category !== category))
    return fail({ status: 400, reason: 'category-mismatch', message: 'A request carries one category.' });

  const { authorization, cookie } = request.headers;
  const right = await rightOf(category, { authorization, hasCookie: cookie !== undefined }, store, clock.now());
  if (!right.ok) return right;
  const { accepted, rejected } = sift(records.value, right.value, keys.current(), clock.now());
  if (accepted.length === 0) return ok(rejected);
  const { conflicts } = await store.append(accepted);
  return ok([
    ...rejected,
    ...conflicts.map(({ batchId, sequence }) => ({ batchId, sequence, reason: 'invalid-value' as const })),
  ]);
}

async function readRecords(
  request: FastifyRequest,
  format: Format,
  lease: Lease,
): Promise<Result<IncomingRecord[], Refusal>> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'gzip' && encoding !== 'identity') {
    return fail(unsupported('content encoding', 'gzip or none'));
  }
  const payload = request.body as Readable | undefined;
  if (!payload) return fail(malformed('The request has no body.'));
  const declared = request.headers['content-length'];
  const body = await readBody(
    payload,
    encoding satisfies Encoding,
    declared === undefined ? null : Number(declared),
    lease,
  );
  if (!body.ok) return fail(bodyRefusals[body.reason]);
  const decoded = format.decode(body.value);
  return decoded.ok ? decoded : fail(malformed(decoded.reason));
}

const malformed = (message: string): Refusal => ({ status: 400, reason: 'malformed', message });
const unsupported = (what: string, wanted: string): Refusal => ({
  status: 415,
  reason: 'malformed',
  message: `This ${what} is not read here: send ${wanted}.`,
});
const pressure: Refusal = {
  status: 503,
  reason: 'unavailable',
  message: 'Too much is under way. Keep the data and try again.',
  retryAfterSeconds: RETRY_AFTER_PRESSURE_SECONDS,
};
const storeTrouble: Refusal = {
  status: 503,
  reason: 'unavailable',
  message: 'The store cannot be written at the moment. Keep the data and try again.',
  retryAfterSeconds: RETRY_AFTER_STORE_SECONDS,
};
const bodyRefusals = {
  'too-large': { status: 413, reason: 'too-large', message: 'The body is larger than 4 MiB, or 16 MiB inflated.' },
  broken: malformed('The body is not whole, or not what its content encoding says.'),
  busy: pressure,
} as const satisfies Record<string, Refusal>;
