/** The admin page as a part of the app: its forms, headers, errors and assets. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import cookie from '@fastify/cookie';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { SignInLimit } from '../routes/sign-in.ts';
import type { TenantService } from '../service.ts';
import { ADMIN_PATHS } from './layout.ts';
import { createPageSessions } from './page-session.ts';
import { registerPolicyPageRoutes } from './policy-routes.ts';
import { sendMessage } from './replies.ts';
import { registerSessionRoutes } from './session-routes.ts';

/** Forms go nowhere else, nothing inline runs, nobody frames the page. */
const PAGE_CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export interface AdminPageOptions {
  readonly publicOrigin: string | null;
  readonly isHttps: boolean;
  readonly signInLimit: SignInLimit;
}

export async function registerAdminPages(
  root: FastifyInstance,
  service: TenantService,
  options: AdminPageOptions,
): Promise<void> {
  await root.register(async (app) => {
    await app.register(cookie);
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    app.addHook('onRequest', async (_request, reply) => {
      // With "no-referrer" browsers would state the Origin of our own forms as "null".
      reply.headers({ 'content-security-policy': PAGE_CSP, 'referrer-policy': 'same-origin' });
    });
    app.setErrorHandler((error: FastifyError, _request, reply) => answerError(service, error, reply));
    const sessions = createPageSessions(service, options);
    registerAssets(app);
    registerSessionRoutes(app, service, sessions, options.signInLimit);
    registerPolicyPageRoutes(app, service, sessions);
  });
}

function registerAssets(app: FastifyInstance): void {
  const read = (file: string): string => readFileSync(path.join(import.meta.dirname, file), 'utf8');
  const [css, script] = [read('admin.css'), read('admin.js')];
  app.get(ADMIN_PATHS.style, (_request, reply) => reply.type('text/css; charset=utf-8').send(css));
  app.get(ADMIN_PATHS.script, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
}

function answerError(service: TenantService, error: FastifyError, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 429) return sendMessage(service, reply, 429, 'Too many requests', 'Wait a minute, then try again.');
  if (status < 500) return sendMessage(service, reply, status, 'Not understood', 'The request cannot be read.');
  service.log.error('unexpected-error', error, { route: 'admin' });
  return sendMessage(service, reply, 500, 'Something went wrong', 'It was logged here. Try again later.');
}
