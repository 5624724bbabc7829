/**
 * The page behind a sign-in with the reader token. Everything on it is made here: no inline script or style, nothing
 * from elsewhere; the session cookie is out of reach of scripts and is not sent along from other sites.
 */
import { readFileSync } from 'node:fs';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CATEGORIES, type Category } from '../../../../common/catalogue/types.ts';
import type { Clock } from '../../../shared/clock.ts';
import { refuse } from '../../../shared/serve.ts';
import { SESSION_MS } from '../limits.ts';
import type { RecordStore } from '../store/store.ts';
import type { ReaderAccess } from './access.ts';
import { overviewPage, signInPage, type PageFilter } from './page.ts';
import type { Summary } from './summary.ts';

export const SESSION_COOKIE = 'parley-telemetry-reader';
const LATEST_PER_CATEGORY = 25;
const PAGE_CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

export interface PageParts {
  readonly store: RecordStore;
  readonly access: ReaderAccess;
  readonly clock: Clock;
  readonly summarize: () => Promise<Summary>;
  readonly signInsPerMinute: number;
  /** Where browsers see the service, when a proxy is in front. */
  readonly publicOrigin: string | null;
}

/** To be registered as a plugin of its own: forms and cookies are read here only. */
export function pageRoutes(parts: PageParts): (scope: FastifyInstance) => Promise<void> {
  const { access, publicOrigin } = parts;
  /** Browsers name the origin of a posted form; another port on this host is another site here. */
  const isFromElsewhere = ({ headers, protocol }: FastifyRequest): boolean =>
    headers.origin !== undefined && headers.origin !== (publicOrigin ?? `${protocol}://${headers.host ?? ''}`);
  const isSignedIn = (request: FastifyRequest): boolean => access.isSession(request.cookies[SESSION_COOKIE]);
  const page = (reply: FastifyReply, text: string): FastifyReply =>
    reply
      .headers({
        'content-security-policy': PAGE_CSP,
        // Under `no-referrer` browsers hide the origin of a posted form from us, too.
        'referrer-policy': 'same-origin',
      })
      .type('text/html; charset=utf-8')
      .send(text);

  return async (scope) => {
    await scope.register(cookie);
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    addAssets(scope);

    scope.get('/', async (request, reply) =>
      page(reply, isSignedIn(request) ? await overview(request.query, parts) : signInPage(null)),
    );
    const config = { rateLimit: { max: parts.signInsPerMinute, timeWindow: '1 minute' } };
    scope.post('/sign-in', { config }, async (request, reply) => {
      if (isFromElsewhere(request)) return refuse(reply, 403, 'forbidden', 'Sign in on the page of this service.');
      const token = (request.body as { token?: unknown } | undefined)?.token;
      if (typeof token !== 'string' || !access.isReaderToken(token.trim()))
        return page(reply.code(401), signInPage('This is not the reader token. Copy it whole, without spaces.'));
      return reply
        .setCookie(SESSION_COOKIE, access.openSession(), {
          path: '/',
          httpOnly: true,
          sameSite: 'strict',
          secure: (publicOrigin ?? request.protocol).startsWith('https'),
          maxAge: SESSION_MS / 1000,
        })
        .redirect('/', 303);
    });
    scope.post('/sign-out', async (request, reply) => {
      if (isFromElsewhere(request)) return refuse(reply, 403, 'forbidden', 'Sign out on the page of this service.');
      access.closeSession(request.cookies[SESSION_COOKIE]);
      return reply.clearCookie(SESSION_COOKIE, { path: '/' }).redirect('/', 303);
    });
  };
}

/** Read once, at start. */
function addAssets(scope: FastifyInstance): void {
  const asset = (name: string, type: string): void => {
    const content = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
    scope.get(`/assets/${name}`, (_request, reply) => reply.type(type).send(content));
  };
  asset('page.css', 'text/css; charset=utf-8');
  asset('refresh.js', 'text/javascript; charset=utf-8');
}

async function overview(query: unknown, { store, clock, summarize }: PageParts): Promise<string> {
  const filter = filterOf(query);
  const latest = new Map<Category, Awaited<ReturnType<RecordStore['list']>>>();
  for (const category of CATEGORIES) {
    if (filter.category !== '' && filter.category !== category) continue;
    const records = await store.list({
      category,
      ...(filter.event === '' ? {} : { event: filter.event }),
      ...(filter.tenantId === '' ? {} : { tenantId: filter.tenantId }),
      limit: LATEST_PER_CATEGORY,
      isNewestFirst: true,
    });
    latest.set(category, records);
  }
  return overviewPage({ summary: await summarize(), filter, latest, nowMs: clock.now() });
}

/** What makes no sense filters nothing. */
function filterOf(query: unknown): PageFilter {
  const given = query as Record<string, unknown>;
  const text = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value.slice(0, 64) : '';
  };
  return {
    category: CATEGORIES.find((category) => category === text('category')) ?? '',
    event: text('event'),
    tenantId: text('tenantId'),
  };
}
