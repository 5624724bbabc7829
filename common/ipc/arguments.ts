/** The run-time half of the contract: main parses every call's arguments with these before a handler sees them. */
import { z } from 'zod';
import { CATEGORIES } from '../catalogue/types.ts';
import { OPTION_KEYS } from '../options/records.ts';
import { RECORD_STATES } from '../telemetry/views.ts';
import { MAX_ACCOUNT_LENGTH, MAX_PASSWORD_LENGTH } from '../wire/tenant.ts';
import {
  EXTERNAL_PAGES,
  MAX_RECORDS_PER_QUERY,
  MAX_STACK_LENGTH,
  OPTION_TABS,
  RENDERER_COUNTERS,
  type CallName,
  type Calls,
} from './contract.ts';
import { PRESENCES } from './snapshot.ts';

const none = z.tuple([]);

export const argumentSchemas: { readonly [N in CallName]: z.ZodType<Calls[N]['args']> } = {
  'app.snapshot': none,
  'options.set': z.tuple([z.enum(OPTION_KEYS), z.union([z.string().max(64), z.boolean()])]),
  'consent.set': z.tuple([z.enum(['in', 'out']), z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)]),
  'consent.history': none,
  'account.signIn': z.tuple([z.string().min(1).max(MAX_ACCOUNT_LENGTH), z.string().min(1).max(MAX_PASSWORD_LENGTH)]),
  'account.signOut': none,
  'account.remove': none,
  'account.setPresence': z.tuple([z.enum(PRESENCES)]),
  'data.records': z.tuple([
    z.strictObject({
      category: z.enum(CATEGORIES).optional(),
      state: z.enum(RECORD_STATES).optional(),
      beforeId: z.int().nonnegative().optional(),
      limit: z.int().min(1).max(MAX_RECORDS_PER_QUERY),
    }),
  ]),
  'data.body': z.tuple([z.uuid()]),
  'data.erase': z.tuple([z.enum(CATEGORIES)]),
  'usage.count': z.tuple([z.enum(RENDERER_COUNTERS)]),
  'errors.report': z.tuple([z.strictObject({ type: z.string().max(128), stack: z.string().max(MAX_STACK_LENGTH) })]),
  'windows.openOptions': z.tuple([z.enum(OPTION_TABS)]),
  'windows.finishFirstRun': z.tuple([z.boolean()]),
  'windows.openExternal': z.tuple([z.enum(EXTERNAL_PAGES)]),
  'windows.openLogFolder': none,
};
