/** The organization service as a Fastify app: routes, limits and life cycle around `createTenantService`. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { networkOf } from '../../shared/network-of.ts';
import { createService } from '../../shared/serve.ts';
import { registerAdminPages } from './admin/pages.ts';
import { registerAdminApi } from './routes/admin-api.ts';
import { registerPolicyRoutes } from './routes/policy.ts';
import { registerSignInRoutes } from './routes/sign-in.ts';
import { registerSwitchRoute } from './routes/stop-switch.ts';
import { createTenantService, type ServiceParts } from './service.ts';

export const MAX_BODY_BYTES = 64 * 1024;

export interface RateLimits {
  /** Requests a minute from one network (an IPv4 address, an IPv6 /64), whatever they ask for. Many users may share one. */
  readonly perMinute: number;
  /** Of these, sign-ins. */
  readonly signInsPerMinute: number;
}
export const RATE_LIMITS: RateLimits = { perMinute: 3_000, signInsPerMinute: 120 };

export interface TenantAppOptions extends ServiceParts {
  /** `https://…` under which clients reach the service when a proxy in front ends TLS; else the address it listens on. */
  readonly publicUrl?: URL;
  /** Addresses of that proxy. */
  readonly trustProxy?: string[];
  readonly rateLimits?: RateLimits;
}

/**
 * Builds the app without listening. Once it listens it tells the vendor's service its switch; closing it ends the streams
 * and closes the database.
 */
export async function buildTenantApp(options: TenantAppOptions): Promise<FastifyInstance> {
  const { publicUrl, trustProxy, rateLimits = RATE_LIMITS, log } = options;
  const isHttps = publicUrl?.protocol === 'https:';
  const app = createService({ log, maxBodyBytes: MAX_BODY_BYTES, isHttps, ...(trustProxy ? { trustProxy } : {}) });
  const service = createTenantService(options);
  app.addHook('onListen', async () => service.push.pushNow());
  app.addHook('preClose', async () => service.streams.close());
  app.addHook('onClose', async () => service.close());
  const keyGenerator = ({ ip }: { readonly ip: string }): string => networkOf(ip);
  await app.register(rateLimit, { max: rateLimits.perMinute, timeWindow: '1 minute', keyGenerator });
  const signInLimit = { max: rateLimits.signInsPerMinute, timeWindow: '1 minute' };
  registerSignInRoutes(app, service, signInLimit);
  registerPolicyRoutes(app, service);
  registerSwitchRoute(app, service);
  registerAdminApi(app, service);
  await registerAdminPages(app, service, { publicOrigin: publicUrl?.origin ?? null, isHttps, signInLimit });
  return app;
}
