/** `POST /v1/sign-in` and `POST /v1/sign-out`. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { signInRequest, TENANT_PATHS, type SignInAnswer } from '../../../../common/wire/tenant.ts';
import { refuse } from '../../../shared/serve.ts';
import type { TenantService } from '../service.ts';
import type { SignInRefusal } from '../sign-in.ts';
import type { Account } from '../store/accounts.ts';
import { requireSignedIn } from './bearer.ts';
import { problemsOf } from './problems.ts';

export interface SignInLimit {
  readonly max: number;
  readonly timeWindow: string;
}

export function registerSignInRoutes(app: FastifyInstance, service: TenantService, rateLimit: SignInLimit): void {
  app.post(TENANT_PATHS.signIn, { config: { rateLimit } }, async (request, reply) => {
    const body = signInRequest.safeParse(request.body);
    if (!body.success) return refuse(reply, 400, 'malformed', problemsOf(body.error));
    const result = await service.authenticate(body.data, request.ip);
    service.log.info('sign-in', { outcome: result.ok ? 'signed-in' : result.reason.error });
    if (!result.ok) return refuseSignIn(reply, result.reason);
    return answerOf(service, result.value);
  });

  app.post(TENANT_PATHS.signOut, (request, reply) => {
    const signedIn = requireSignedIn(service, request, reply);
    if (!signedIn) return reply;
    service.endSession(signedIn.sessionId);
    return reply.code(204).send();
  });
}

function answerOf(service: TenantService, account: Account): SignInAnswer {
  const { tenantId, name, hashingKey, uploadToken } = service.organization;
  return {
    accountId: account.accountId,
    displayName: account.displayName,
    sipUri: account.sipUri,
    organization: { tenantId, name },
    hashingKey,
    uploadToken,
    sessionToken: service.sessions.begin(account.accountId, 'client', service.clock.now()),
    policy: service.policies.current(),
  };
}

/** What a person reads when a sign-in is refused: the same words on the page and in the API. */
export function describeRefusal(refusal: SignInRefusal): {
  status: number;
  message: string;
  retryAfterS: number | null;
} {
  if (refusal.error === 'wrong-credentials') {
    return { status: 401, message: 'The account or the password is wrong.', retryAfterS: null };
  }
  const retryAfterS = Math.max(1, Math.ceil(refusal.retryAfterMs / 1000));
  return refusal.error === 'busy'
    ? { status: 503, message: 'Many people are signing in: try again in a moment.', retryAfterS }
    : { status: 429, message: `Too many failed sign-ins: try again in ${retryAfterS} seconds.`, retryAfterS };
}

function refuseSignIn(reply: FastifyReply, refusal: SignInRefusal): FastifyReply {
  const { status, message, retryAfterS } = describeRefusal(refusal);
  if (retryAfterS !== null) reply.header('retry-after', retryAfterS);
  return refuse(reply, status, refusal.error, message);
}
