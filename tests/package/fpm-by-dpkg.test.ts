import { expect, test } from 'vitest';
import { controlFile, readFpmArguments } from '../../tools/package/fpm-by-dpkg.ts';

const ARGUMENTS = [
  ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'libgtk-3-0', '-d', 'libnss3', '--name', 'parley-desktop'],
  ...['--version', '0.1.0', '--architecture', 'amd64', '--description', 'Calls\n Longer.\n\n Still longer.'],
  ...['--deb-priority', 'optional', '/build/linux-unpacked/=/opt/Parley', '/tmp/a=b.png=/usr/share/icons/a.png'],
];

test('reads options, repeated ones in order, and pairs of files at their last equals sign', () => {
  const { options, files } = readFpmArguments(ARGUMENTS);
  expect(options.get('depends')).toEqual(['libgtk-3-0', 'libnss3']);
  expect(files).toEqual([
    { from: '/build/linux-unpacked/', to: '/opt/Parley' },
    { from: '/tmp/a=b.png', to: '/usr/share/icons/a.png' },
  ]);
});

test('writes a control file with the description as dpkg wants it', () => {
  const control = controlFile(readFpmArguments(ARGUMENTS), 1234);
  expect(control).toContain('Package: parley-desktop\nVersion: 0.1.0\nArchitecture: amd64\n');
  expect(control).toContain('Depends: libgtk-3-0, libnss3\n');
  expect(control).toMatch(/Description: Calls\n Longer\.\n \.\n Still longer\.\n$/);
});

test.each([[['--deb-systemd', 'x']], [['--name']], [['no-pair']]])('refuses what it does not know: %j', (argv) => {
  expect(() => readFpmArguments(argv)).toThrow(/^fpm stand-in: /);
});
