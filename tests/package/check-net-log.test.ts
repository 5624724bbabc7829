/** The network log's reader, on what a Chromium wrote that was left to itself. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { contactedHosts, unconfiguredHosts } from '../../tools/package/check-net-log.ts';

const log = readFileSync(path.join(import.meta.dirname, 'fixtures', 'chromium.netlog'), 'utf8');
const hosts = (text: string): string[] => contactedHosts(text).map(({ host }) => host);

test('names every host that was asked or looked up, once, with the first sign of it', () => {
  expect(contactedHosts(log)).toEqual([
    {
      host: 'clients2.google.com',
      evidence: 'URL_REQUEST_START_JOB http://clients2.google.com/time/1/current',
    },
    // The dictionary that a spellchecker fetches by itself.
    {
      host: 'redirector.gvt1.com',
      evidence: 'URL_REQUEST_START_JOB https://redirector.gvt1.com/edgedl/chrome/dict/en-us-10-2.bdic',
    },
    { host: '127.0.0.1', evidence: 'URL_REQUEST_START_JOB http://127.0.0.1:9/x.png' },
  ]);
});

test('leaves out what was configured, by the whole name', () => {
  expect(unconfiguredHosts(log, ['clients2.google.com', '127.0.0.1']).map(({ host }) => host)).toEqual([
    'redirector.gvt1.com',
  ]);
  expect(unconfiguredHosts(log, ['google.com', 'gvt1.com'])).toHaveLength(3);
});

test('reads the log of a program that was killed in mid-line', () => {
  const lines = log.split('\n');
  const torn = [...lines.slice(0, 4), lines[4]?.slice(0, 30)].join('\n');
  expect(hosts(torn)).toEqual(['clients2.google.com']);
});

test('does not count what the program asks of itself', () => {
  const own = log
    .replaceAll('http://127.0.0.1:9/x.png', 'app://parley/index.html')
    .replaceAll('http://127.0.0.1:9', 'app://parley');
  expect(hosts(own)).toEqual(['clients2.google.com', 'redirector.gvt1.com']);
});

test.each([
  [
    'no events',
    '{"constants": {"logEventTypes": {"URL_REQUEST_START_JOB": 1, "HTTP_STREAM_JOB_CONTROLLER": 2, "HOST_RESOLVER_MANAGER_REQUEST": 3}}, "events": []}',
  ],
  ['event types of another version', '{"constants": {"logEventTypes": {"URL_REQUEST": 1}}, "events": [{"type": 1}]}'],
  ['an empty file', ''],
])('takes a log with %s for no proof', (_what, text) => {
  expect(() => contactedHosts(text)).toThrow();
});
