/**
 * Builds the telemetry service from its parts, without listening: uploads, erasure, switches, and the reader's page and
 * API. Everything it holds on to (store, timers) is let go when the instance closes.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { every, type Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import { networkOf } from '../../shared/network-of.ts';
import { createService, refuse } from '../../shared/serve.ts';
import { addErasureRoute } from './erasure/erasure-route.ts';
import { createInFlight } from './ingest/in-flight.ts';
import { logsRoute } from './ingest/logs-route.ts';
import { createTally } from './ingest/tally.ts';
import type { KeySource } from './keys/key-file.ts';
import {
  MAX_SMALL_BODY_BYTES,
  PURGE_INTERVAL_MS,
  REFUSAL_FLUSH_INTERVAL_MS,
  RETRY_AFTER_STORE_SECONDS,
  SERVICE_LIMITS,
  type ServiceLimits,
} from './limits.ts';
import { createReaderAccess } from './reader/access.ts';
import { addReaderApi } from './reader/api-routes.ts';
import { pageRoutes } from './reader/page-routes.ts';
import { summarize } from './reader/summary.ts';
import { StoreUnavailable, type TelemetryStore } from './store/store.ts';
import { addSwitchRoute } from './tenants/switch-route.ts';

export interface TelemetryServiceParts {
  /** Closed together with the service. */
  readonly store: TelemetryStore;
  readonly keys: KeySource;
  readonly readerToken: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<ServiceLimits>;
  /** `https://…` under which senders and readers reach the service when a proxy in front ends TLS. */
  readonly publicUrl?: URL;
  /** Addresses of that proxy: without them, all senders behind it count as one network. */
  readonly trustProxy?: string[];
}

export async function buildTelemetryService(parts: TelemetryServiceParts): Promise<FastifyInstance> {
  const { store, keys, clock, log, publicUrl, trustProxy } = parts;
  const isHttps = publicUrl?.protocol === 'https:';
  const limits = { ...SERVICE_LIMITS, ...parts.limits };
  const tally = createTally(store);
  const access = createReaderAccess(parts.readerToken, clock);
  const summary = (): ReturnType<typeof summarize> => summarize({ store, tally, keys }, clock.now());

  const app = createService({
    log: withoutRequests(log),
    maxBodyBytes: MAX_SMALL_BODY_BYTES,
    isHttps,
    ...(trustProxy ? { trustProxy } : {}),
  });
  await app.register(rateLimit, { global: false, keyGenerator: ({ ip }) => networkOf(ip) });
  await app.register(async (scope) => {
    scope.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof StoreUnavailable)) throw error;
      log.error('store-unavailable', error);
      reply.header('retry-after', String(RETRY_AFTER_STORE_SECONDS));
      return refuse(reply, 503, 'unavailable', 'The store cannot be used at the moment. Try again.');
    });
    const inFlight = createInFlight(limits);
    await scope.register(
      logsRoute({ store, keys, clock, log, tally, inFlight, maxPerMinute: limits.uploadsPerMinute }),
    );
    addErasureRoute(scope, { store, clock, maxPerMinute: limits.erasuresPerMinute });
    addSwitchRoute(scope, { store, clock, maxPerMinute: limits.switchesPerMinute });
    addReaderApi(scope, { store, access, summarize: summary });
    await scope.register(
      pageRoutes({
        store,
        access,
        clock,
        summarize: summary,
        signInsPerMinute: limits.signInsPerMinute,
        publicOrigin: publicUrl?.origin ?? null,
      }),
    );
    scope.get('/readyz', async () => {
      await store.check();
      return { status: 'ready' };
    });
  });

  const attempt = (event: string, work: () => Promise<unknown>): Promise<void> =>
    work().then(
      () => {},
      (error: unknown) => log.error(event, error),
    );
  const purge = (): Promise<void> =>
    attempt('purge-failed', async () => log.info('purged', await store.purge(clock.now())));
  const flush = (): Promise<void> => attempt('refusals-not-stored', () => tally.flush());
  const timers: (() => void)[] = [];
  app.addHook('onReady', async () => {
    await purge();
    timers.push(every(clock, PURGE_INTERVAL_MS, () => void purge()));
    timers.push(every(clock, REFUSAL_FLUSH_INTERVAL_MS, () => void flush()));
  });
  app.addHook('onClose', async () => {
    for (const stop of timers) stop();
    await flush();
    await store.close();
  });
  return app;
}

/** A line for each upload would tell when each client sent; what was refused is counted instead. */
const withoutRequests = (log: Log): Log => ({
  ...log,
  info: (event, fields) => {
    if (event !== 'request') log.info(event, fields);
  },
});
