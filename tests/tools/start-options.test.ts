import { expect, test } from 'vitest';
import { DEFAULT_PORT, readStartArguments, type StartOptions, type Surroundings } from '../../tools/start-options.ts';

const linux: Surroundings = { platform: 'linux', env: {}, home: '/home/ada', cwd: '/projects' };

function read(args: string[], around: Surroundings = linux): StartOptions {
  const result = readStartArguments(args, around);
  if (!result.ok) throw new Error(result.reason);
  return result.options;
}

test('uses a local folder of its own and a port that may move when nothing is asked for', () => {
  expect(read([])).toEqual({
    userDataDir: '/home/ada/.local/state/Parley Dev',
    policyDir: '/home/ada/.local/state/Parley Dev/policies/managed.d',
    port: DEFAULT_PORT,
    isPortFixed: false,
  });
});

test('honours an absolute XDG_STATE_HOME and ignores a relative one', () => {
  expect(read([], { ...linux, env: { XDG_STATE_HOME: '/state' } }).userDataDir).toBe('/state/Parley Dev');
  expect(read([], { ...linux, env: { XDG_STATE_HOME: 'state' } }).userDataDir).toBe(
    '/home/ada/.local/state/Parley Dev',
  );
});

test('uses the local, never the roaming, folder on macOS', () => {
  const { userDataDir } = read([], { ...linux, platform: 'darwin', home: '/Users/ada' });
  expect(userDataDir).toBe('/Users/ada/Library/Application Support/Parley Dev');
});

test('takes relative folders from where npm was started', () => {
  const options = read(['--user-data-dir=data', '--policy-dir=../policies', '--port=5000']);
  expect(options).toEqual({ userDataDir: '/projects/data', policyDir: '/policies', port: 5000, isPortFixed: true });
});

test('puts the policy folder below a given user data folder', () => {
  expect(read(['--user-data-dir=/d']).policyDir).toBe('/d/policies/managed.d');
});

test.each([
  ['--port=abc'],
  ['--port=0'],
  ['--port=65534'],
  ['--port=4870.5'],
  ['--unknown'],
  ['--user-data-dir='],
  ['extra'],
])('refuses %s and shows the usage', (argument) => {
  const result = readStartArguments([argument], linux);
  expect(!result.ok && result.reason).toMatch(/Usage: npm start/);
});
