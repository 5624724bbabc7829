import { expect, test } from 'vitest';
import { EXIT } from '../../../../electron/cli/exit-codes.ts';
import { controlStatus } from '../../../../electron/cli/status.ts';
import { managed, signedIn } from '../../../renderer/snapshots.ts';
import { fakeControl, parley } from '../fake-control.ts';

const status = controlStatus({ ...signedIn, ...managed });
const control = () => fakeControl({ answers: { status: () => status } });

test('prints what applies with its source, the choice, the gates with reasons, and counts', async () => {
  const { code, out } = await parley('status', control());
  expect(code).toBe(EXIT.ok);
  expect(out).toContain('Parley 0.1.0 on preview, signed in to Contoso, online\n');
  expect(out).toContain('Error reports: opted in since ');
  expect(out).toContain('DisableAutomaticSendTracing: true (this computer, 10-stop.json:2:3)\n');
  expect(out).toMatch(/^usage: closed, because .*; 9 sent, 2 purged$/m);
});

test('--json keeps the shape that others rely on', async () => {
  const { out } = await parley('status --json', control());
  const answer = JSON.parse(out) as Record<string, unknown>;
  expect(answer).toEqual(JSON.parse(JSON.stringify(status)));
  expect(Object.keys(answer).toSorted()).toEqual([
    'connection',
    'consent',
    'gates',
    'lastUpload',
    'organization',
    'policies',
    'policyDirectory',
    'problems',
    'runtime',
    'signedIn',
    'spool',
    'version',
  ]);
});

test('a Parley that does not answer is told from one that is not there', async () => {
  const { code, err } = await parley('status', fakeControl({ failure: 'no-answer' }));
  expect(code).toBe(EXIT.notRunning);
  expect(err).toMatch(/^Parley is running but does not answer/);
});
