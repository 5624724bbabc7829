/**
 * `npm run parley -- status [--json] [--user-data-dir=DIR]`: asks the running client of this folder how things are.
 * Exit status: 0 answered, 1 misused, 3 nobody is running there.
 */
import http from 'node:http';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { CATEGORIES } from '../common/catalogue/types.ts';
import { POLICY_KEYS } from '../common/policies/records.ts';
import { RECORD_STATES } from '../common/telemetry/views.ts';
import { controlAddress } from '../electron/cli/control-address.ts';
import type { ControlStatus } from '../electron/cli/status-view.ts';
import { defaultUserDataDir } from './start-options.ts';

const USAGE = 'Usage: npm run parley -- status [--json] [--user-data-dir=DIR]';
const ANSWER_TIMEOUT_MS = 5_000;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const { values, positionals } = readArguments(argv);
  if (values === undefined || positionals.length !== 1 || positionals[0] !== 'status') {
    console.error(USAGE);
    return 1;
  }
  const around = { platform: process.platform, env: process.env, home: os.homedir(), cwd: process.cwd() };
  const directory = values['user-data-dir'] ?? defaultUserDataDir(around);
  const answer = await askStatus(controlAddress(directory)).catch(() => null);
  if (answer === null) {
    console.error(
      `Parley is not running with the data folder ${directory}. Start it with npm start, or name another folder with --user-data-dir.`,
    );
    return 3;
  }
  console.log(values.json ? JSON.stringify(answer) : describe(answer));
  return 0;
}

function readArguments(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, 'user-data-dir': { type: 'string' } },
    });
  } catch {
    return { values: undefined, positionals: [] };
  }
}

function askStatus(socketPath: string): Promise<ControlStatus> {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path: '/status', timeout: ANSWER_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as ControlStatus));
    });
    request.on('timeout', () => request.destroy(new Error('no answer'))).on('error', reject);
  });
}

function describe(status: ControlStatus): string {
  const counted = (category: (typeof CATEGORIES)[number]): string => {
    const counts = status.spool.counts[category];
    return (
      RECORD_STATES.filter((state) => counts[state] > 0)
        .map((state) => `${counts[state]} ${state}`)
        .join(', ') || 'nothing'
    );
  };
  return [
    `Parley ${status.version} on ${status.runtime}, ${status.signedIn ? `signed in to ${status.organization ?? 'an organization'}` : 'signed out'}, ${status.connection}`,
    `Error reporting: ${status.consent.choice === 'in' ? `opted in since ${status.consent.at ?? '?'}` : 'not opted in'}`,
    ...POLICY_KEYS.map((key) => {
      const policy = status.policies[key];
      if (policy.state === 'set')
        return `${key}: ${String(policy.value)} (${policy.winner.origin.source}${policy.winner.origin.file ? `, ${policy.winner.origin.file}` : ''})`;
      if (policy.state === 'recommended') return `${key}: ${String(policy.value)} (recommended)`;
      return policy.state === 'default' ? `${key}: not set` : `${key}: unknown (${policy.cause})`;
    }),
    ...status.problems.map(
      ({ origin, message, remedy }) =>
        `Problem: ${origin.file ?? origin.source}${origin.line ? `:${origin.line}` : ''}: ${message} ${remedy}`,
    ),
    ...CATEGORIES.map(
      (category) =>
        `${category}: ${status.gates[category].state} (${status.gates[category].reason}); ${counted(category)}`,
    ),
    `Last upload: ${status.lastUpload ?? 'never'}`,
  ].join('\n');
}
