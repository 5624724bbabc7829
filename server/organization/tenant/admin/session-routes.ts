/** Signing in to and out of the admin page. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { signInRequest } from '../../../../common/wire/tenant.ts';
import { describeRefusal, type SignInLimit } from '../routes/sign-in.ts';
import type { TenantService } from '../service.ts';
import { ADMIN_PATHS, signInContent } from './layout.ts';
import { isOwnForm, type PageSessions } from './page-session.ts';
import { refuseForeignForm, sendPage } from './replies.ts';

export function registerSessionRoutes(
  app: FastifyInstance,
  service: TenantService,
  sessions: PageSessions,
  rateLimit: SignInLimit,
): void {
  const { name } = service.organization;
  const answer = (reply: FastifyReply, status: number, account: string, problem: string | null): FastifyReply =>
    sendPage(reply, status, {
      title: 'Sign in',
      organizationName: name,
      content: signInContent(name, account, problem),
    });

  app.get(ADMIN_PATHS.signIn, (request, reply) =>
    sessions.find(request) ? reply.redirect(ADMIN_PATHS.home, 303) : answer(reply, 200, '', null),
  );

  app.post(ADMIN_PATHS.signIn, { config: { rateLimit } }, async (request, reply) => {
    if (!sessions.isSameOrigin(request)) return answer(reply, 403, '', 'This form came from elsewhere: sign in here.');
    const body = signInRequest.safeParse(request.body);
    if (!body.success) return answer(reply, 400, '', 'Give both, account and password.');
    const result = await service.authenticate(body.data, request.ip);
    service.log.info('admin-sign-in', { outcome: result.ok ? result.value.role : result.reason.error });
    if (!result.ok) {
      const { status, message, retryAfterS } = describeRefusal(result.reason);
      if (retryAfterS !== null) reply.header('retry-after', retryAfterS);
      return answer(reply, status, body.data.account, message);
    }
    if (result.value.role !== 'admin') {
      return answer(reply, 403, '', `This account may use Parley, but not administer ${name}.`);
    }
    sessions.begin(reply, result.value.accountId);
    return reply.redirect(ADMIN_PATHS.home, 303);
  });

  app.post(ADMIN_PATHS.signOut, (request, reply) => {
    const session = sessions.find(request);
    if (session && !isOwnForm(sessions, session, request)) return refuseForeignForm(service, reply);
    if (session) sessions.end(reply, session);
    return reply.redirect(ADMIN_PATHS.signIn, 303);
  });
}
