/** The admin page's routes: sign-in, policy form, sign-out, and the state that its script refreshes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import cookie from '@fastify/cookie';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { policyRecord } from '../../../../common/policies/records.ts';
import { signInRequest } from '../../../../common/wire/tenant.ts';
import { parseSettings, TENANT_POLICY_KEYS } from '../policy-settings.ts';
import { describeRefusal, type SignInLimit } from '../routes/sign-in.ts';
import type { TenantService } from '../service.ts';
import { ADMIN_PATHS, messageContent, renderPage, signInContent, type Page } from './layout.ts';
import { createPageSessions, isRightToken, type PageSession, type PageSessions } from './page-session.ts';
import { fieldName, policyContent, UNSET, type PolicyPage } from './policy-page.ts';
import { describeClients, describePush } from './words.ts';

/** Forms go nowhere else, nothing inline runs, nobody frames the page. */
const PAGE_CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const HISTORY_PAGE = 50;

export interface AdminPageOptions {
  readonly publicOrigin: string | null;
  readonly isHttps: boolean;
  readonly signInLimit: SignInLimit;
}

type Form = Readonly<Record<string, string>>;

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
    registerSession(app, service, sessions, options.signInLimit);
    registerPolicy(app, service, sessions);
  });
}

function registerAssets(app: FastifyInstance): void {
  const read = (file: string): string => readFileSync(path.join(import.meta.dirname, file), 'utf8');
  const [css, script] = [read('admin.css'), read('admin.js')];
  app.get(ADMIN_PATHS.style, (_request, reply) => reply.type('text/css; charset=utf-8').send(css));
  app.get(ADMIN_PATHS.script, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
}

function registerSession(
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

function registerPolicy(app: FastifyInstance, service: TenantService, sessions: PageSessions): void {
  app.get<{ Querystring: Record<string, unknown> }>(ADMIN_PATHS.home, (request, reply) => {
    const session = sessions.find(request);
    if (!session) return reply.redirect(ADMIN_PATHS.signIn, 303);
    const isSaved = request.query['saved'] === '1';
    return sendPolicyPage(service, reply, 200, session, {
      notice: isSaved ? { isBad: false, text: 'Saved. Connected clients have been told.' } : null,
      before: readId(request.query['before']),
    });
  });

  app.post(ADMIN_PATHS.policy, (request, reply) => {
    const session = sessions.find(request);
    if (!session) return reply.redirect(ADMIN_PATHS.signIn, 303);
    if (!isOwnForm(sessions, session, request)) return refuseForeignForm(service, reply);
    const fault = (status: number, text: string): FastifyReply =>
      sendPolicyPage(service, reply, status, session, { notice: { isBad: true, text } });
    const form = request.body as Form;
    const settings = parseSettings(settingsOf(form));
    const revision = readId(form['revision']);
    if (!settings.ok) return fault(400, `Nothing was saved. ${settings.reason.join(' ')}`);
    if (revision === undefined) return fault(400, 'Nothing was saved: the form was not complete. Try again.');
    const changedBy = session.account.account;
    const change = { settings: settings.value, changedBy, now: service.clock.now(), expectedRevision: revision };
    if (!service.changePolicy(change).ok) {
      return fault(409, 'Nothing was saved: somebody changed the policy meanwhile. This is how it is now.');
    }
    return reply.redirect(`${ADMIN_PATHS.home}?saved=1`, 303);
  });

  app.get(ADMIN_PATHS.status, (request, reply) => {
    if (!sessions.find(request)) return reply.code(401).send({ error: 'not-signed-in', message: 'Sign in.' });
    const push = describePush(service.push.state());
    const clients = describeClients(service.streams.count());
    return reply.send({ clients: clients.value, push: push.value, 'push-detail': push.detail });
  });
}

/** The fields of the form as settings. A field that is missing counts as not configured; a foreign one is a problem. */
function settingsOf(form: Form): Record<string, unknown> {
  const known = TENANT_POLICY_KEYS.map((key) => [key, form[fieldName(key)] ?? UNSET] as const);
  const chosen = known.filter(([, text]) => text !== UNSET);
  return Object.fromEntries(
    chosen.map(([key, text]) => {
      const isTruth = policyRecord(key).type === 'boolean' && (text === 'true' || text === 'false');
      return [key, isTruth ? text === 'true' : text];
    }),
  );
}

function readId(text: unknown): number | undefined {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function isOwnForm(sessions: PageSessions, session: PageSession, request: FastifyRequest): boolean {
  const form = request.body as Form | null | undefined;
  return sessions.isSameOrigin(request) && isRightToken(form?.['csrf'], session.csrfToken);
}

const refuseForeignForm = (service: TenantService, reply: FastifyReply): FastifyReply =>
  sendMessage(service, reply, 403, 'Not done', 'The form did not come from this page, or it was too old.');

function sendPolicyPage(
  service: TenantService,
  reply: FastifyReply,
  status: number,
  session: PageSession,
  { notice, before }: { readonly notice: PolicyPage['notice']; readonly before?: number | undefined },
): FastifyReply {
  const found = service.policies.history(HISTORY_PAGE + 1, before);
  const history = found.slice(0, HISTORY_PAGE);
  const organizationName = service.organization.name;
  const content = policyContent({
    organizationName,
    policy: service.policies.current(),
    push: service.push.state(),
    connectedClients: service.streams.count(),
    history,
    olderHref: found.length > HISTORY_PAGE ? `${ADMIN_PATHS.home}?before=${history.at(-1)?.id ?? 0}` : null,
    csrfToken: session.csrfToken,
    notice,
  });
  const signedIn = { displayName: session.account.displayName, csrfToken: session.csrfToken };
  return sendPage(reply, status, { title: 'Policy', organizationName, content, signedIn });
}

function answerError(service: TenantService, error: FastifyError, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 429) return sendMessage(service, reply, 429, 'Too many requests', 'Wait a minute, then try again.');
  if (status < 500) return sendMessage(service, reply, status, 'Not understood', 'The request cannot be read.');
  service.log.error('unexpected-error', error, { route: 'admin' });
  return sendMessage(service, reply, 500, 'Something went wrong', 'It was logged here. Try again later.');
}

function sendMessage(
  service: TenantService,
  reply: FastifyReply,
  status: number,
  heading: string,
  message: string,
): FastifyReply {
  const content = messageContent(heading, message);
  return sendPage(reply, status, { title: heading, organizationName: service.organization.name, content });
}

const sendPage = (reply: FastifyReply, status: number, page: Page): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').send(renderPage(page));
