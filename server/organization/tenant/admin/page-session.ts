/**
 * The browser's side of an admin session: a cookie that ends with the browser, and the proof that a form came from our own
 * page. Proof is twofold: the Origin that the browser states, and a token that only our page knows.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TenantService } from '../service.ts';
import type { Account } from '../store/accounts.ts';

export interface PageSession {
  readonly sessionId: string;
  readonly account: Account;
  readonly csrfToken: string;
}

export interface PageSessions {
  begin(reply: FastifyReply, accountId: string): void;
  /** The live session of an admin, or null. */
  find(request: FastifyRequest): PageSession | null;
  end(reply: FastifyReply, session: PageSession): void;
  /** Whether the request says that it comes from a page of this service. */
  isSameOrigin(request: FastifyRequest): boolean;
}

export function createPageSessions(
  service: TenantService,
  { publicOrigin, isHttps }: { readonly publicOrigin: string | null; readonly isHttps: boolean },
): PageSessions {
  // A __Host- cookie must be Secure and for the whole host; browsers refuse Secure ones over plain http.
  const name = isHttps ? '__Host-parley-admin' : 'parley-admin';
  const options = { path: isHttps ? '/' : '/admin', httpOnly: true, sameSite: 'strict', secure: isHttps } as const;
  return {
    begin(reply, accountId) {
      const token = service.sessions.begin(accountId, 'admin-page', service.clock.now());
      reply.setCookie(name, token, options);
    },
    find(request) {
      const token = request.cookies[name];
      const session = token === undefined ? null : service.sessions.find(token, 'admin-page', service.clock.now());
      const account = session && service.accounts.byId(session.accountId);
      if (!token || !session || account?.role !== 'admin') return null;
      return { sessionId: session.id, account, csrfToken: csrfTokenOf(token) };
    },
    end(reply, session) {
      service.endSession(session.sessionId);
      reply.clearCookie(name, options);
    },
    isSameOrigin: ({ headers }) =>
      headers.origin !== undefined && headers.origin === (publicOrigin ?? `http://${headers.host ?? ''}`),
  };
}

/** Bound to the session by its token, which scripts and other sites cannot read: nothing to store, nothing to forge. */
const csrfTokenOf = (sessionToken: string): string =>
  createHmac('sha256', sessionToken).update('parley admin form').digest('base64url');

function isRightToken(given: unknown, expected: string): boolean {
  const bytes = Buffer.from(typeof given === 'string' ? given : '');
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected));
}

/** The fields of a posted form; of several with one name the last. */
export type Form = Readonly<Record<string, string>>;

/** Whether a form was sent by our own page in this very session. */
export function isOwnForm(sessions: PageSessions, session: PageSession, request: FastifyRequest): boolean {
  const form = request.body as Form | null | undefined;
  return sessions.isSameOrigin(request) && isRightToken(form?.['csrf'], session.csrfToken);
}
