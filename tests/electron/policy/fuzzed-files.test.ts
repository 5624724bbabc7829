/** 10,000 hostile policy files in the place of one that stops: nothing opens, nothing hangs, each has its line. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { editDistance } from '../../../common/policies/near-miss.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicyDirectory } from '../../../electron/policy/policy-directory.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const HOSTILE_FILES = 10_000;
const FIRST_LOOKS = 2_000;
const SWITCH = 'DisableAutomaticSendTracing';
const ALLOW = Buffer.from('{\n  "DisableAutomaticSendTracing": false,\n  "LoggingLevel": "light"\n}\n');

/** Ways in which a file that allows gets damaged: cut, bytes changed, put in, taken out, doubled, or another encoding. */
const damaged: fc.Arbitrary<Buffer> = fc
  .tuple(fc.nat(5), fc.nat(ALLOW.length - 1), fc.nat(ALLOW.length - 1), fc.uint8Array({ minLength: 1, maxLength: 6 }))
  .map(([way, a, b, bytes]) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    if (way === 0) return ALLOW.subarray(0, a);
    if (way === 1) return Buffer.concat([ALLOW.subarray(0, a), bytes, ALLOW.subarray(a + bytes.length)]);
    if (way === 2) return Buffer.concat([ALLOW.subarray(0, a), bytes, ALLOW.subarray(a)]);
    if (way === 3) return Buffer.concat([ALLOW.subarray(0, from), ALLOW.subarray(to + 1)]);
    if (way === 4) return Buffer.concat([ALLOW.subarray(0, to), ALLOW.subarray(from)]);
    return Buffer.from(ALLOW.toString().slice(0, a + 1), 'utf16le');
  });

/** Written apart from the parser: a clean policy file, which opens rightly, is not what this test is about. */
function isClean(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value = JSON.parse(text) as Record<string, unknown>;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const allowed: Record<string, unknown[]> = {
      DisableAutomaticSendTracing: [true, false],
      LoggingLevel: ['off', 'light', 'full'],
    };
    return Object.entries(value).every(([key, v]) => Object.hasOwn(allowed, key) && allowed[key]?.includes(v));
  } catch {
    return false;
  }
}
/**
 * What is wrong says nothing about the switch: the file parses, and the switch is rightly spelled and valid, or is not
 * mentioned any more (a key further away than a typing mistake). The stop was taken out, which opens rightly.
 */
function isHarmless(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value = JSON.parse(text) as Record<string, unknown>;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const near = [...text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].filter(
      ([, key = '']) => editDistance(key.toLowerCase(), SWITCH.toLowerCase()) <= 2,
    );
    return near.length === 0 || (near.length === 1 && value[SWITCH] === false);
  } catch {
    return false;
  }
}

const textOf = (parts: fc.Arbitrary<string>): fc.Arbitrary<Buffer> => parts.map((text) => Buffer.from(text));
const STOPPING = JSON.stringify(SWITCH);
const wrongValue = fc.oneof(
  fc.constantFrom('0', '1', '"true"', '"false"', '""', 'null', '[]', '{}', '[false]', '1e999', '-0', '{"false":false}'),
  fc.integer().map(String),
  fc.string().map((text) => JSON.stringify(text)),
);
const prototypeName = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf');

/** Each leaves the switch in doubt, in one of the ways in which files are known to be hostile. */
const hostile: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 10, arbitrary: damaged.filter((bytes) => !isClean(bytes) && !isHarmless(bytes)) },
  // Wrong types.
  { weight: 4, arbitrary: textOf(wrongValue.map((value) => `{${STOPPING}: ${value}}`)) },
  // Equal names, whatever they say; a stop among them stops.
  {
    weight: 2,
    arbitrary: textOf(
      fc
        .array(fc.oneof(wrongValue, fc.constant('false')), { minLength: 2, maxLength: 40 })
        .map((values) => `{${values.map((value) => `${STOPPING}: ${value}`).join(',')}}`),
    ),
  },
  // Names of a prototype's own, with the switch inside and beside them.
  {
    weight: 2,
    arbitrary: textOf(
      fc
        .tuple(prototypeName, wrongValue)
        .map(([name, value]) => `{"${name}": {${STOPPING}: false}, "${name}": false, ${STOPPING}: ${value}}`),
    ),
  },
  // Misspelt names with a value that would allow.
  {
    weight: 2,
    arbitrary: textOf(
      fc
        .tuple(fc.nat(SWITCH.length - 1), fc.constantFrom('', 'x', '_', ' ', 'é'))
        .map(([at, letter]) => `{"${SWITCH.slice(0, at)}${letter}${SWITCH.slice(at + 1)}": false}`),
    ).filter((bytes) => !isClean(bytes) && !isHarmless(bytes)),
  },
  // Deep, and closed or not.
  {
    weight: 1,
    arbitrary: textOf(
      fc
        .tuple(fc.integer({ min: 33, max: 20_000 }), fc.constantFrom('[', '{"a":'), fc.boolean())
        .map(([depth, open, isClosed]) =>
          isClosed
            ? `{${STOPPING}: false, "a": ${open.repeat(depth)}0${(open === '[' ? ']' : '}').repeat(depth)}}`
            : open.repeat(depth),
        ),
    ),
  },
  // Huge.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 256 * 1024, max: 512 * 1024 }), fc.constantFrom(' ', '\0', '[', '"', 'a'))
      .map(([size, filler]) => Buffer.concat([ALLOW, Buffer.alloc(size, filler)])),
  },
  // Other encodings, with and without their marks, and a mark too many.
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('', '\uFEFF'), fc.boolean(), fc.nat(3)).map(([mark, isSwapped, extra]) => {
      const bytes = Buffer.from(`${mark}${ALLOW.toString()}${' '.repeat(extra)}`, 'utf16le');
      return isSwapped ? bytes.swap16() : bytes;
    }),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 2, max: 9 }).map((n) => Buffer.from('\uFEFF'.repeat(n) + ALLOW.toString())),
  },
  // A NUL anywhere.
  {
    weight: 2,
    arbitrary: fc
      .nat(ALLOW.length)
      .map((at) => Buffer.concat([ALLOW.subarray(0, at), Buffer.from([0]), ALLOW.subarray(at)])),
  },
);

/** What is no file at all; made by linking what `prepare` made once. */
const SPECIAL = ['fifo', 'folder', 'zero', 'full', 'null', 'nowhere', 'itself', 'in-a-file'] as const;
type Special = (typeof SPECIAL)[number];
const LINKS: Readonly<Record<string, string>> = {
  zero: '/dev/zero',
  full: '/dev/full',
  null: '/dev/null',
  nowhere: 'not-there.json',
  itself: 'a.json',
  'in-a-file': '/dev/null/below',
};

function place(file: string, beside: string, content: Buffer | Special): void {
  fs.rmSync(file, { recursive: true, force: true });
  if (typeof content !== 'string') fs.writeFileSync(file, content);
  else if (content === 'fifo') fs.linkSync(path.join(beside, 'fifo'), file);
  else if (content === 'folder') fs.mkdirSync(file);
  else fs.symlinkSync(LINKS[content] ?? '', file);
}

test.skipIf(process.platform === 'win32')(
  `${HOSTILE_FILES} hostile files never open a gate that was closed, and each is reported`,
  async () => {
    const [directory, beside] = [tempDirectory(), tempDirectory()];
    execFileSync('mkfifo', [path.join(beside, 'fifo')]);
    const file = path.join(directory, 'a.json');
    const clock = fakeClock();
    const machine = createPolicyDirectory({ source: 'machine', directory, clock, logger: silentLogger });
    const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
    onTestFinished(() => policy.stop());
    fs.writeFileSync(file, '{ "DisableAutomaticSendTracing": true }');
    await policy.start();

    const wrong: unknown[] = [];
    let openings = 0;
    policy.onChanged(() => void (gateOf(policy).state === 'open' && openings++));
    const cases = fc.sample(
      fc.oneof({ weight: 9, arbitrary: hostile }, { weight: 1, arbitrary: fc.constantFrom(...SPECIAL) }),
      { numRuns: HOSTILE_FILES, seed: 20261120 },
    );
    for (const content of cases) {
      place(file, beside, content);
      await machine.refresh();
      // Past the grace period, then past the wait of a relaxation.
      clock.advance(5_000);
      await machine.refresh();
      clock.advance(1_000);
      await machine.refresh();
      const lines = policy.problems().map(({ message, remedy }) => `${message} ${remedy}`);
      const isClear = lines.length > 0 && lines.every((line) => /^[^\n\r]{20,400}$/.test(line));
      if (gateOf(policy).state === 'open' || !isClear) wrong.push({ content: content.toString().slice(0, 200), lines });
    }
    expect({ files: cases.length, openings, wrong }).toEqual({ files: HOSTILE_FILES, openings: 0, wrong: [] });
  },
  180_000,
);

test(`${FIRST_LOOKS} damaged files hold the gate when they are the first thing that is read of a directory`, async () => {
  const directory = tempDirectory();
  const cases = fc.sample(
    damaged.filter((bytes) => !isClean(bytes) && !isHarmless(bytes)),
    { numRuns: FIRST_LOOKS, seed: 20261121 },
  );
  const states = new Map<string, number>();
  for (const bytes of cases) {
    const files = [{ name: 'a.json', signature: '', look: { kind: 'bytes', bytes } }] as const;
    const look = () => Promise.resolve({ kind: 'listed', identity: '', files, leftOut: 0 } as const);
    const machine = createPolicyDirectory({
      source: 'machine',
      directory,
      clock: fakeClock(),
      logger: silentLogger,
      look,
    });
    const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
    await policy.start();
    const { state } = gateOf(policy);
    states.set(state, (states.get(state) ?? 0) + 1);
    policy.stop();
  }
  expect([...states]).toEqual([['held', FIRST_LOOKS]]);
});
