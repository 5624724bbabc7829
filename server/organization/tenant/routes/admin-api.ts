/** `PUT /v1/admin/policy`: sets the whole policy by script. A policy that is left out is not configured. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../../shared/serve.ts';
import { parseSettings } from '../policy-settings.ts';
import type { TenantService } from '../service.ts';
import { requireAdmin } from './bearer.ts';
import { clipped, problemsOf } from './problems.ts';

export const ADMIN_POLICY_PATH = '/v1/admin/policy';

const policyRequest = z.strictObject({
  settings: z.unknown(),
  /** When given, the change is refused (409) unless this is the current revision. */
  revision: z.int().nonnegative().optional(),
});

/** Answers with the policy as it is now (`TenantPolicy`), or refuses it whole. */
export function registerAdminApi(app: FastifyInstance, service: TenantService): void {
  app.put(ADMIN_POLICY_PATH, (request, reply) => {
    const admin = requireAdmin(service, request, reply);
    if (!admin) return reply;
    const body = policyRequest.safeParse(request.body);
    if (!body.success) return refuse(reply, 400, 'malformed', problemsOf(body.error));
    const settings = parseSettings(body.data.settings);
    if (!settings.ok) return refuse(reply, 400, 'invalid-policy', clipped(settings.reason.join(' ')));
    const result = service.changePolicy({
      settings: settings.value,
      changedBy: admin.account.account,
      now: service.clock.now(),
      expectedRevision: body.data.revision,
    });
    if (!result.ok) return refuse(reply, 409, 'conflict', 'The policy was changed meanwhile: read it again first.');
    return reply.send(result.value.policy);
  });
}
