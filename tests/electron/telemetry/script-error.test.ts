import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateEvent } from '../../../common/catalogue/validate.ts';
import { describeScriptError } from '../../../electron/telemetry/script-error.ts';

const ROOT = '/home/ada/apps/parley';
const described = (stack: string, root = ROOT) => describeScriptError({ type: 'TypeError', stack }, root);

test('keeps own frames relative to the program and drops messages, foreign frames and user paths', () => {
  const stack = [
    'TypeError: cannot send to ada@contoso.example at /home/ada/secret.txt:1:2',
    `    at openDialog (file:///home/ada/apps/parley/dist/electron/main.mjs:120:7)`,
    '    at async Object.show [as run] (app://bundle/assets/options-abc.js:1:2345)',
    '    at app://bundle/assets/x.js:3:4',
    '    at /home/ada/other/tool.js:1:1',
    '    at node:internal/process/task_queues:105:5',
    '    at chrome-extension://abc/content.js:1:1',
    '    at <anonymous>',
  ].join('\n');
  expect(described(stack)).toEqual({
    ErrorType: 'TypeError',
    Frames: [
      'openDialog@electron/main.mjs:120:7',
      'Object.show@renderer/assets/options-abc.js:1:2345',
      '@renderer/assets/x.js:3:4',
    ],
  });
});

test('knows the program by its archive and on Windows too', () => {
  expect(
    described(
      'Error\n    at f (file:///C:/Users/Ada%20L/App/resources/app.asar/dist/electron/main.mjs:1:2)',
      'C:\\Users\\Ada L\\App\\resources\\app.asar',
    ).Frames,
  ).toEqual(['f@electron/main.mjs:1:2']);
});

test('a path that climbs out of the program, or a type that is a sentence, does not get through', () => {
  const { Frames, ErrorType } = describeScriptError(
    { type: 'ada@contoso.example failed', stack: 'Error\n    at f (app://bundle/../../home/ada/x.js:1:2)' },
    ROOT,
  );
  expect({ Frames, ErrorType }).toEqual({ Frames: [], ErrorType: 'Error' });
});

test('whatever a stack holds, the result fits the catalogue and holds no folder of the user', () => {
  const line = fc.oneof(
    fc.string(),
    fc.tuple(fc.string(), fc.string()).map(([f, p]) => `    at ${f} (file://${ROOT}/dist/electron/${p}:1:2)`),
    fc.tuple(fc.string(), fc.string()).map(([f, p]) => `    at ${f} (app://bundle/${p}:1:2)`),
  );
  fc.assert(
    fc.property(fc.string(), fc.array(line, { maxLength: 40 }), (type, lines) => {
      const { ErrorType, Frames } = describeScriptError({ type, stack: lines.join('\n') }, ROOT);
      const fields = { Process: 'main', ErrorType, Frames, AppVersion: '1', OSName: 'x', OSVersion: '1' };
      expect(validateEvent('error.exception', fields)).toEqual([]);
      expect(JSON.stringify(Frames)).not.toContain('/home/');
    }),
  );
});
