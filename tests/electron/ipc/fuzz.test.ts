/**
 * The contract under fire: 10^5 calls over all channels, generated from the contract's own schemas. A handler runs only
 * with arguments that its schema accepts, a caller sees refusals and nothing else, and no call leaves a trace on
 * prototypes. A call that is added later is fuzzed without a change here.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { argumentSchemas } from '../../../common/ipc/arguments.ts';
import { CALL_NAMES, type CallName } from '../../../common/ipc/contract.ts';
import { callChannel } from '../../../electron/ipc/channels.ts';
import { serveCalls, type CallHandlers, type ServeCallsDeps } from '../../../electron/ipc/serve-calls.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';

const CALLS = 100_000;
const CALLS_PER_CHANNEL = Math.ceil(CALLS / CALL_NAMES.length);
const MAX_GENERATED_LENGTH = 2_000;

type Listener = Parameters<ServeCallsDeps['ipcMain']['handle']>[1];
type Event = Parameters<Listener>[0];

/* ------------------------------------------------------------------------------------------------ what is sent */

interface Shape {
  readonly type?: string;
  readonly prefixItems?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that a schema accepts, from its JSON form; a kind that is not known here fails the test that uses it. */
function accepted(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if (shape.anyOf) return fc.oneof(...shape.anyOf.map(accepted));
  if (shape.type === 'array') return fc.tuple(...(shape.prefixItems ?? []).map(accepted));
  if (shape.type === 'boolean') return fc.boolean();
  if (shape.type === 'integer')
    return fc.integer({ min: shape.minimum ?? -(2 ** 31), max: Math.min(shape.maximum ?? 2 ** 31 - 1, 2 ** 31 - 1) });
  if (shape.type === 'string') {
    if (shape.format === 'uuid') return fc.uuid();
    if (shape.pattern !== undefined) return fc.stringMatching(new RegExp(shape.pattern));
    const maxLength = Math.min(shape.maxLength ?? MAX_GENERATED_LENGTH, MAX_GENERATED_LENGTH);
    return fc.string({ minLength: shape.minLength ?? 0, maxLength });
  }
  if (shape.type === 'object') {
    const members = Object.entries(shape.properties ?? {}).map(([key, member]) => [key, accepted(member)] as const);
    return fc.record(Object.fromEntries(members), { requiredKeys: [...(shape.required ?? [])] });
  }
  throw new Error(`the fuzz test cannot make values of ${JSON.stringify(shape)}`);
}

const HOSTILE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'then', 'length', '0', ''];
/** An own property, as structured cloning delivers it, also when it is called `__proto__`. */
const withOwn = (base: object, key: string, value: unknown): object =>
  Object.defineProperty({ ...base }, key, { value, enumerable: true, configurable: true, writable: true });

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
  fc
    .tuple(fc.constantFrom(...HOSTILE_KEYS), fc.constantFrom<unknown>({ polluted: true }, 'polluted', null, []))
    .map(([key, value]) => withOwn({ limit: 1, type: '', stack: '' }, key, value)),
  fc.constantFrom<unknown>(...HOSTILE_KEYS, undefined, Number.NaN, -0, Infinity, 'x'.repeat(20_000)),
  fc.constantFrom('../../etc/passwd', 'file:///etc/passwd', 'https://evil.example/', 'javascript:alert(1)'),
);

/** Right arguments, and what becomes of them when one is replaced, added, dropped, or grows a property. */
function argumentsFor(name: CallName): fc.Arbitrary<readonly unknown[]> {
  const right = accepted(z.toJSONSchema(argumentSchemas[name]) as Shape) as fc.Arbitrary<unknown[]>;
  const replaced = fc
    .tuple(right, fc.nat(), hostile)
    .map(([args, n, value]) => (args.length === 0 ? [value] : args.with(n % args.length, value)));
  const grown = fc.tuple(right, fc.nat(), fc.constantFrom(...HOSTILE_KEYS), hostile).map(([args, n, key, value]) => {
    const target: unknown = args[n % (args.length || 1)];
    return typeof target === 'object' && target ? args.with(n % args.length, withOwn(target, key, value)) : args;
  });
  const added = fc.tuple(right, hostile).map(([args, value]) => [...args, value]);
  const dropped = right.map((args) => args.slice(0, -1));
  return fc.oneof(right, replaced, grown, added, dropped, fc.array(hostile, { maxLength: 5 }));
}

/* ------------------------------------------------------------------------------------------------ who sends it */

type Frame = { readonly url: string; readonly parent: object | null } | null;
const OURS: Frame = { url: 'app://bundle/options.html', parent: null };
const strangers: fc.Arbitrary<Frame> = fc.oneof(
  fc.constant(null),
  fc.constantFrom<Frame>(
    { url: 'app://bundle/options.html', parent: { url: 'app://bundle/options.html', parent: null } },
    { url: 'about:blank', parent: null },
    { url: 'about:srcdoc', parent: null },
    { url: 'file:///options.html', parent: null },
    { url: 'data:text/html,x', parent: null },
    { url: 'blob:app://bundle/8b1d', parent: null },
    { url: 'view-source:app://bundle/options.html', parent: null },
  ),
  fc
    .tuple(
      fc.constantFrom(
        'app://bundle',
        'app://bundles/',
        'app://BUNDLE/',
        'app:bundle/',
        'APP://bundle/',
        'app://bundle@',
      ),
      fc.constantFrom('.evil.example/', ':80/', '@evil.example/', 'x/options.html', '\\..\\', '?x', '#x'),
    )
    .map(([start, rest]) => ({ url: start + rest, parent: null })),
  fc.webUrl({ validSchemes: ['http', 'https', 'ftp'] }).map((url) => ({ url, parent: null })),
);
const eventFrom = (senderFrame: Frame): Event => ({ senderFrame, sender: { id: 1 } }) as unknown as Event;

/* ------------------------------------------------------------------------------------------------ what must hold */

/** Everything that was handed to a handler. */
function serve(callerOf: ServeCallsDeps['callerOf'] = () => 'options') {
  const listeners = new Map<string, Listener>();
  const ran: unknown[][] = [];
  const handlers = Object.fromEntries(
    CALL_NAMES.map((name) => [name, (_caller: unknown, ...args: unknown[]) => void ran.push(args)]),
  ) as unknown as CallHandlers;
  const ipcMain = { handle: (channel: string, listener: Listener) => void listeners.set(channel, listener) };
  serveCalls({ ipcMain, handlers, callerOf, logger: silentLogger });
  /** `ran` when a handler ran, else the refusal. */
  const call = async (name: CallName, event: Event, args: readonly unknown[]): Promise<string> => {
    try {
      await listeners.get(callChannel(name))?.(event, ...args);
      return 'ran';
    } catch (error) {
      return error instanceof Error ? error.message : `not an error: ${typeof error}`;
    }
  };
  return { call, ran };
}

/** Own keys of what every object inherits from, as a text to compare. */
const prototypes = (): string =>
  [Object, Array, Function, String, Number, Boolean, Map, Promise]
    .map((type) =>
      Reflect.ownKeys(type.prototype as object)
        .map(String)
        .join(),
    )
    .join('\n');

/** True when a value carries nothing but what a plain copy of it would: no foreign prototype, no hidden property. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  const prototype: unknown = Object.getPrototypeOf(value);
  const isOrdinary = prototype === Object.prototype || prototype === Array.prototype;
  return isOrdinary && !Object.hasOwn(value, '__proto__') && Object.values(value).every(isPlain);
}

describe.each(CALL_NAMES)('%s', (name) => {
  test(`runs with what its schema accepts and refuses everything else, ${CALLS_PER_CHANNEL} times`, async () => {
    const before = prototypes();
    const { call, ran } = serve();
    const seen = { ran: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(argumentsFor(name), async (args) => {
        ran.length = 0;
        const isRight = argumentSchemas[name].safeParse(args).success;
        const outcome = await call(name, eventFrom(OURS), args);
        expect(outcome).toBe(isRight ? 'ran' : `refused: malformed arguments of ${name}`);
        expect(ran.length).toBe(isRight ? 1 : 0);
        const [given] = ran;
        if (given && (!argumentSchemas[name].safeParse(given).success || !isPlain(given)))
          throw new Error('a handler got what its schema refuses');
        seen[isRight ? 'ran' : 'refused']++;
      }),
      { numRuns: CALLS_PER_CHANNEL },
    );
    // Both ways were taken, so that neither half of the rule held for want of a case.
    expect(Math.min(seen.ran, seen.refused)).toBeGreaterThan(CALLS_PER_CHANNEL / 20);
    expect(prototypes()).toBe(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('no stranger reaches a handler, whatever it is and whatever it sends', async () => {
  const { call, ran } = serve();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...CALL_NAMES).chain((name) => fc.tuple(fc.constant(name), argumentsFor(name))),
      strangers,
      async ([name, args], frame) => {
        expect(await call(name, eventFrom(frame), args)).toBe('refused: untrusted sender');
      },
    ),
    { numRuns: 5_000 },
  );
  expect(ran).toEqual([]);
});

test('a page of ours in none of our windows is a stranger too', async () => {
  const { call, ran } = serve(() => null);
  for (const name of CALL_NAMES) expect(await call(name, eventFrom(OURS), [])).toBe('refused: untrusted sender');
  expect(ran).toEqual([]);
});
