/**
 * The reader's JSON API, by bearer reader token:
 * - `GET /api/records?category=&event=&tenantId=&batchId=&afterId=&limit=`: oldest first. IDs rise within a category
 *   only, so `afterId` needs `category`.
 * - `GET /api/summary`: counts, refusals, tenants, key epoch.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CATEGORIES } from '../../../../common/catalogue/types.ts';
import { refuse } from '../../../shared/serve.ts';
import { DEFAULT_RECORDS_PER_ANSWER, MAX_RECORDS_PER_ANSWER } from '../limits.ts';
import type { KeptRecord, RecordFilter, RecordStore } from '../store/store.ts';
import type { ReaderAccess } from './access.ts';
import { isoTime, type Summary } from './summary.ts';

const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const recordsQuery = z
  .strictObject({
    category: z.enum(CATEGORIES).optional(),
    event: z.string().max(64).optional(),
    tenantId: z.string().max(63).optional(),
    batchId: z
      .string()
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      .optional(),
    afterId: count.optional(),
    limit: count.optional(),
  })
  .refine(({ afterId, category }) => afterId === undefined || category !== undefined, {
    path: ['afterId'],
    message: 'IDs rise within a category only: name the category too',
  });

export interface ReaderApiParts {
  readonly store: RecordStore;
  readonly access: ReaderAccess;
  readonly summarize: () => Promise<Summary>;
}

export function addReaderApi(app: FastifyInstance, { store, access, summarize }: ReaderApiParts): void {
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const token = /^Bearer +(\S{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined && access.isReaderToken(token)) return undefined;
    return refuse(reply.header('www-authenticate', 'Bearer'), 401, 'unauthorized', 'Send the reader token as bearer.');
  };
  app.get('/api/summary', { onRequest }, () => summarize());
  app.get('/api/records', { onRequest }, async (request, reply) => {
    const query = recordsQuery.safeParse(withoutEmpty(request.query));
    if (!query.success) {
      const issue = query.error.issues[0];
      return refuse(reply, 400, 'malformed', `${issue?.path.join('.') || 'query'}: ${issue?.message ?? 'invalid'}`);
    }
    return { records: (await store.list(filterOf(query.data))).map(shown) };
  });
}

/** `?event=` asks for nothing in particular, as a form sends it. */
const withoutEmpty = (query: unknown): unknown =>
  Object.fromEntries(Object.entries(query as Record<string, unknown>).filter(([, value]) => value !== ''));

function filterOf({ limit, ...given }: z.infer<typeof recordsQuery>): RecordFilter {
  return {
    limit: Math.min(limit ?? DEFAULT_RECORDS_PER_ANSWER, MAX_RECORDS_PER_ANSWER),
    ...(given.category === undefined ? {} : { category: given.category }),
    ...(given.event === undefined ? {} : { event: given.event }),
    ...(given.tenantId === undefined ? {} : { tenantId: given.tenantId }),
    ...(given.batchId === undefined ? {} : { batchId: given.batchId }),
    ...(given.afterId === undefined ? {} : { afterId: given.afterId }),
  };
}

/** A record as the API shows it; times in ISO 8601. */
const shown = ({ atMs, receivedAtMs, ...record }: KeptRecord): object => ({
  ...record,
  at: isoTime(atMs),
  receivedAt: isoTime(receivedAtMs),
});
