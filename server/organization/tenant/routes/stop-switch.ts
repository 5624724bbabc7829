/** `GET /v1/switch`: public, for clients that have not signed in. */
import type { FastifyInstance } from 'fastify';
import { TENANT_PATHS, type SwitchAnswer } from '../../../../common/wire/tenant.ts';
import type { TenantService } from '../service.ts';

export function registerSwitchRoute(app: FastifyInstance, service: TenantService): void {
  app.get(TENANT_PATHS.stopSwitch, (): SwitchAnswer => ({
    switch: service.stopSwitch.current().signed,
    guestToken: service.organization.guestToken,
  }));
}
