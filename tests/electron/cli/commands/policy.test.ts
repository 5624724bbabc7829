import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SourceReading } from '../../../../common/policies/reading.ts';
import { resolvePolicies } from '../../../../common/policies/resolve.ts';
import { EXIT } from '../../../../electron/cli/exit-codes.ts';
import { projectRoot } from '../../../../tools/project.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { machineStop, managed, NOW, signedIn } from '../../../renderer/snapshots.ts';
import { fakeControl, parley, policyView } from '../fake-control.ts';

const READINGS: readonly SourceReading[] = [
  {
    source: 'tenant',
    state: 'known',
    settings: [
      {
        key: 'DisableAutomaticSendTracing',
        value: false,
        origin: { source: 'tenant', file: 'parley.contoso.example' },
      },
    ],
    problems: [],
    readAt: NOW - 180_000,
  },
  {
    source: 'machine',
    state: 'known',
    settings: [
      { key: 'DisableAutomaticSendTracing', value: true, origin: { ...machineStop, owner: 'root', modifiedAt: NOW } },
    ],
    problems: [
      {
        kind: 'near-miss',
        origin: { source: 'machine', file: '20.json', line: 1, column: 3 },
        key: 'LogingLevel',
        message: '"LogingLevel" is not the name of a policy.',
        remedy: 'Did you mean "LoggingLevel"?',
        holds: false,
      },
    ],
    readAt: NOW - 1_000,
  },
];
const VIEW = policyView(
  { ...managed, policies: resolvePolicies(READINGS), problems: READINGS.flatMap(({ problems }) => problems) },
  READINGS,
);

describe('policy explain', () => {
  const control = () => fakeControl({ answers: { policy: () => VIEW } });

  test('names winner and losers with place, owner and time, and why each lost', async () => {
    const { code, out } = await parley('policy explain DisableAutomaticSendTracing', control());
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('DisableAutomaticSendTracing: true\n');
    expect(out).toContain(
      `wins: true from this computer, /etc/parley/policies/managed.d/10-stop.json:2:3, owner root, changed ${new Date(NOW).toISOString()}\n`,
    );
    expect(out).toContain(
      "loses: false from the organization's service, parley.contoso.example; another source stops sending, and a stop always wins\n",
    );
  });

  test('says what is invalid, how fresh each source is, and what the gates are because of whom', async () => {
    const { out } = await parley('policy explain', control());
    expect(out).toContain('/etc/parley/policies/managed.d/20.json:1:3: "LogingLevel" is not the name of a policy.');
    expect(out).toContain("the organization's service: last read 3 minutes ago");
    expect(out).toContain('this computer: last read 1 second ago');
    expect(out).toContain(
      'usage: closed, because DisableAutomaticSendTracing stops it (this computer, 10-stop.json:2:3)',
    );
    expect(out).toContain("LoggingLevel: not set; the user's own option logging applies");
  });

  test('a source of several parts is as fresh as the part that was not read for longest', async () => {
    const registry: SourceReading = { ...READINGS[1]!, problems: [], readAt: NOW - 60_000 };
    const view = policyView({}, [...READINGS, registry]);
    const { out } = await parley('policy explain', fakeControl({ answers: { policy: () => view } }));
    expect(out).toMatch(/^ {2}this computer: last read 1 minute ago \(.*\), 2 set, 1 invalid$/m);
  });

  test('shows fields of a place that only other systems have, and ones that are new', async () => {
    const origin = { source: 'machine', registryKey: 'HKLM\\Software\\X', madeBy: 'Intune' } as const;
    const readings: SourceReading[] = [
      { ...READINGS[1]!, problems: [], settings: [{ key: 'LoggingLevel', value: 'off', origin }] },
      { ...READINGS[0]!, settings: [] },
    ];
    const view = policyView({ policies: resolvePolicies(readings) }, readings);
    const { out } = await parley('policy explain LoggingLevel', fakeControl({ answers: { policy: () => view } }));
    expect(out).toContain('wins: off from this computer, HKLM\\Software\\X, madeBy Intune\n');
  });

  test('--json carries the same as data', async () => {
    const { out } = await parley('policy explain DisableAutomaticSendTracing --json', control());
    expect(JSON.parse(out)).toMatchObject({
      policies: [
        {
          key: 'DisableAutomaticSendTracing',
          state: 'set',
          value: true,
          winner: { value: true, origin: { source: 'machine', file: '10-stop.json', owner: 'root' } },
          losers: [{ value: false, origin: { source: 'tenant' }, why: 'overridden-by-stop' }],
        },
      ],
      problems: [{ key: 'LogingLevel' }],
      sources: [
        { source: 'tenant', readAt: NOW - 180_000 },
        { source: 'machine', settings: 1, problems: 1 },
      ],
      gates: { usage: { state: 'closed', by: { file: '10-stop.json' } } },
    });
  });
});

describe('policy lint needs no running Parley', () => {
  const nobody = fakeControl({ failure: 'not-running' });
  const folderWith = (files: Readonly<Record<string, string>>): string => {
    const cwd = tempDirectory();
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
      fs.writeFileSync(path.join(cwd, name), text);
    }
    return cwd;
  };

  test('a valid file is said to be so', async () => {
    const cwd = folderWith({ 'a.json': '{ "DisableAutomaticSendTracing": true }', 'b.json': '{}' });
    expect(await parley('policy lint a.json b.json', nobody, { cwd })).toEqual({
      code: EXIT.ok,
      out: 'a.json: valid, 1 policy.\nb.json: valid, no policies.\n',
      err: '',
    });
    expect(nobody.asked).toEqual([]);
  });

  test('each problem is a line with file, line and column; one bad file among good ones fails', async () => {
    const cwd = folderWith({
      'good.json': '{}',
      'bad.json': '{\n  "DisableAutomaticSendTracin": true,\n  "LoggingLevel": "loud"\n}',
    });
    const { code, out } = await parley('policy lint good.json bad.json', nobody, { cwd });
    expect(code).toBe(EXIT.failed);
    expect(out.split('\n')).toEqual([
      'good.json: valid, no policies.',
      expect.stringMatching(/^bad\.json:2:3: .* Did you mean "DisableAutomaticSendTracing"\?/),
      expect.stringMatching(/^bad\.json:3:3: .*"loud"\. Set it to one of "off", "light", "full"\.$/),
      '',
    ]);
  });

  test('what is not JSON is told with its place', async () => {
    const cwd = folderWith({ 'a.json': '{\n  "LoggingLevel": "off",\n}' });
    expect((await parley('policy lint a.json', nobody, { cwd })).out).toMatch(
      /^a\.json:3:1: The file is not valid JSON/,
    );
  });

  test('a switch that stops sending cannot be a recommendation', async () => {
    const cwd = folderWith({ 'recommended.d/a.json': '{ "DisableAutomaticSendTracing": true }' });
    const { code, out } = await parley('policy lint recommended.d/a.json', nobody, { cwd });
    expect(code).toBe(EXIT.failed);
    expect(out).toMatch(/^recommended\.d\/a\.json:1:3: /);
  });

  test('managed preferences are judged by their own reader', async () => {
    const plist = (inside: string) => `<?xml version="1.0"?><plist version="1.0"><dict>${inside}</dict></plist>`;
    const cwd = folderWith({
      'good.plist': plist('<key>DisableAutomaticSendTracing</key><true/>'),
      'bad.plist': plist('<key>LoggingLevl</key><string>off</string>'),
    });
    const { code, out } = await parley('policy lint good.plist bad.plist', nobody, { cwd });
    expect(code).toBe(EXIT.failed);
    expect(out).toMatch(/^good\.plist: valid, 1 policy\.\nbad\.plist:1:1: .*Did you mean "LoggingLevel"\?/);
  });

  test('the examples that Parley ships are valid', async () => {
    const examples = path.join(projectRoot, 'assets', 'policy', 'examples');
    const files = fs.globSync('**/*.json', { cwd: examples });
    expect(files.length).toBeGreaterThan(0);
    expect(await parley(['policy', 'lint', ...files], nobody, { cwd: examples })).toMatchObject({ code: EXIT.ok });
  });

  test('a file that is not there, a folder and a FIFO are told, and wait for nobody', async () => {
    const cwd = folderWith({ 'folder/x.json': '{}' });
    const names = ['none.json', 'folder'];
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [path.join(cwd, 'fifo')]);
      names.push('fifo');
    }
    const { code, out } = await parley(['policy', 'lint', ...names], nobody, { cwd });
    expect(code).toBe(EXIT.failed);
    for (const name of names) expect(out).toMatch(new RegExp(`^${name}:1:1: The file cannot be read`, 'm'));
  });

  test('--json tells what was understood and what was not', async () => {
    const cwd = folderWith({ 'a.json': '{ "LoggingLevel": "off", "Colour": 1 }' });
    const { code, out } = await parley('policy lint a.json --json', nobody, { cwd });
    expect(code).toBe(EXIT.failed);
    expect(JSON.parse(out)).toMatchObject({
      isValid: false,
      files: [
        {
          file: 'a.json',
          isValid: false,
          settings: { LoggingLevel: 'off' },
          problems: [{ kind: 'unknown-key', key: 'Colour', line: 1, column: 26 }],
        },
      ],
    });
  });
});

describe('policy watch', () => {
  const before = policyView({});
  const after = VIEW;

  test('prints what applies, then a line for each thing that changed', async () => {
    const { code, out, err } = await parley('policy watch', fakeControl({ states: [before, after] }));
    expect({ code, err }).toEqual({ code: EXIT.notRunning, err: 'Parley has ended.\n' });
    const lines = out.split('\n').map((line) => line.replace(/^\S+ {2}/, ''));
    expect(lines).toContain('usage: open, because no policy stops it');
    expect(lines).toContain('DisableAutomaticSendTracing: false (default) -> true (this computer, 10-stop.json:2:3)');
    expect(lines).toContain(
      'usage: open -> closed, because DisableAutomaticSendTracing stops it (this computer, 10-stop.json:2:3)',
    );
    expect(lines.some((line) => line.startsWith('invalid: 20.json:1:3'))).toBe(true);
    expect(lines.some((line) => line.startsWith('census: open ->'))).toBe(false);
  });

  test('says what was mended', async () => {
    const { out } = await parley('policy watch', fakeControl({ states: [after, { ...after, problems: [] }] }));
    expect(out).toMatch(/mended: 20\.json:1:3: "LogingLevel" is not the name of a policy\.\n$/);
  });

  test('--json is one value a line', async () => {
    const { out } = await parley('policy watch --json', fakeControl({ states: [before, after] }));
    const [first, second] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(first).toMatchObject({ state: { gates: { usage: { state: 'open' } } } });
    expect(second).toMatchObject({
      at: new Date(NOW).toISOString(),
      change: { policies: [{ key: 'DisableAutomaticSendTracing', to: { value: true } }] },
    });
  });
});

describe('policy receipts', () => {
  test('prove what stopped, when, by whom, and what became of the data', async () => {
    const receipt = {
      id: 1,
      at: NOW,
      category: 'error',
      reason: 'policy-stops',
      by: machineStop,
      purged: 3,
      aborted: 1,
      mayHaveArrived: 2,
      requestsSince: 0,
    } as const;
    const control = fakeControl({ answers: { receipts: () => [receipt] } });
    expect((await parley('policy receipts', control)).out).toBe(
      `${new Date(NOW).toISOString()}  error: closed, because DisableAutomaticSendTracing stops it (this computer, 10-stop.json:2:3)\n` +
        '  3 deleted unsent, 1 requests cut off, 2 may have arrived, 0 requests since\n',
    );
    expect(JSON.parse((await parley('policy receipts --json', control)).out)).toEqual([receipt]);
  });

  test('are none before anything stopped', async () => {
    const control = fakeControl({ answers: { receipts: () => signedIn.telemetry.receipts } });
    expect((await parley('policy receipts', control)).out).toBe('Nothing was stopped so far.\n');
  });
});
