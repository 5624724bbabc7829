/** Who is asking: the live session behind a bearer token, and its account. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../../shared/serve.ts';
import type { TenantService } from '../service.ts';
import type { Account } from '../store/accounts.ts';

export interface SignedIn {
  readonly sessionId: string;
  readonly account: Account;
}

/** The asker, or null after having answered 401. */
export function requireSignedIn(service: TenantService, request: FastifyRequest, reply: FastifyReply): SignedIn | null {
  const token = /^Bearer ([A-Za-z0-9_-]{1,128})$/.exec(request.headers.authorization ?? '')?.[1];
  const session = token === undefined ? null : service.sessions.find(token, 'client', service.clock.now());
  const account = session && service.accounts.byId(session.accountId);
  if (session && account) return { sessionId: session.id, account };
  reply.header('www-authenticate', 'Bearer');
  refuse(reply, 401, 'not-signed-in', 'Sign in: there is no live session for this token.');
  return null;
}

/** An admin who is asking, or null after having answered 401 or 403. */
export function requireAdmin(service: TenantService, request: FastifyRequest, reply: FastifyReply): SignedIn | null {
  const signedIn = requireSignedIn(service, request, reply);
  if (!signedIn || signedIn.account.role === 'admin') return signedIn;
  refuse(reply, 403, 'not-an-admin', 'Only administrators of the organization may do this.');
  return null;
}
