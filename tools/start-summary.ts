/** What `npm start` says when everything is up: for people to read, and in one line for programs. */
import type { Account } from './launch.ts';

export interface ReadyReport {
  readonly runtime: 'electron' | 'preview';
  readonly client: {
    /** The address to open; null when the client has windows of its own. */
    readonly url: string | null;
    readonly userDataDir: string;
    readonly logsDir: string;
    readonly policyDir: string;
  };
  readonly tenant: { readonly url: string; readonly adminUrl: string; readonly accounts: readonly Account[] };
  readonly telemetry: { readonly url: string; readonly pageUrl: string; readonly token: string };
  readonly pids: { readonly client: number; readonly tenant: number; readonly telemetry: number };
}

export interface PolicyCommands {
  readonly push: string;
  readonly remove: string;
}

/** Commands to copy into a terminal that stop usage and error data by policy, and take the policy back. */
export function policyCommands(policyDir: string, platform: NodeJS.Platform): PolicyCommands {
  const policy = '{"DisableAutomaticSendTracing": true}';
  if (platform === 'win32') {
    const file = `"${policyDir}\\10-stop.json"`;
    return { push: `echo ${policy} > ${file}`, remove: `del ${file}` };
  }
  const file = `"${policyDir.replaceAll(/[\\"$`]/g, '\\$&')}/10-stop.json"`;
  return { push: `echo '${policy}' > ${file}`, remove: `rm ${file}` };
}

/** The lines for people. `servicesDir` holds the services' data and output. */
export function summarize(report: ReadyReport, servicesDir: string, platform: NodeJS.Platform): string {
  const { client, tenant, telemetry } = report;
  const { push, remove } = policyCommands(client.policyDir, platform);
  const row = (label: string, value: string): string => `  ${label.padEnd(16)} ${value}`;
  return [
    '',
    'Parley is up.',
    row('Client', client.url === null ? 'in its own window' : `open ${client.url}`),
    row('Organization', tenant.adminUrl),
    ...tenant.accounts.map(({ account, password, role }) => row('', `${account}  password ${password}  (${role})`)),
    row('Telemetry', `${telemetry.pageUrl}  token ${telemetry.token}`),
    row('User data', client.userDataDir),
    row('Logs', client.logsDir),
    row('Services', servicesDir),
    row('Policy folder', client.policyDir),
    '',
    'Push a policy that stops usage and error data, and take it back:',
    `  ${push}`,
    `  ${remove}`,
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}
