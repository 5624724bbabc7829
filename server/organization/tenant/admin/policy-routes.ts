/** The policy page and its form, and the state that the page's script refreshes. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { policyRecord } from '../../../../common/policies/records.ts';
import { parseSettings, TENANT_POLICY_KEYS } from '../policy-settings.ts';
import type { TenantService } from '../service.ts';
import { ADMIN_PATHS } from './layout.ts';
import { isOwnForm, type Form, type PageSession, type PageSessions } from './page-session.ts';
import { fieldName, policyContent, UNSET, type PolicyPage } from './policy-page.ts';
import { refuseForeignForm, sendPage } from './replies.ts';
import { describeClients, describePush } from './words.ts';

/** Changes shown at once. */
const HISTORY_PAGE = 50;

export function registerPolicyPageRoutes(app: FastifyInstance, service: TenantService, sessions: PageSessions): void {
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
