/** `GET /v1/policy` for clients that poll, `GET /v1/policy/events` for those that listen. */
import type { FastifyInstance } from 'fastify';
import { TENANT_PATHS } from '../../../../common/wire/tenant.ts';
import { sha256Hex } from '../data-dir.ts';
import type { TenantService } from '../service.ts';
import { requireSignedIn } from './bearer.ts';

export function registerPolicyRoutes(app: FastifyInstance, service: TenantService): void {
  app.get(TENANT_PATHS.policy, (request, reply) => {
    if (!requireSignedIn(service, request, reply)) return reply;
    const body = JSON.stringify(service.policies.current());
    const etag = `"${sha256Hex(body).slice(0, 32)}"`;
    // "no-cache": may be kept, but only used after asking whether it still holds.
    reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(body);
  });

  // A HEAD would open a stream that nobody reads or closes.
  app.get(TENANT_PATHS.policyEvents, { exposeHeadRoute: false }, (request, reply) => {
    const signedIn = requireSignedIn(service, request, reply);
    if (!signedIn) return reply;
    // A proxy that buffers would hold the change back.
    reply.header('x-accel-buffering', 'no').type('text/event-stream; charset=utf-8');
    return reply.send(service.streams.open(signedIn.sessionId));
  });
}

/** If-None-Match compares weakly: `W/` says nothing here. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((candidate) => ['*', etag].includes(candidate.trim().replace(/^W\//, '')));
}
