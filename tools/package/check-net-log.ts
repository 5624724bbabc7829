/**
 * `node tools/package/check-net-log.ts FILE… --allow=HOST…`: fails when Chromium's network log (`--log-net-log`) shows that
 * a host was contacted, or only looked up, that nobody configured. Exit status: 0 none, 1 some, 2 the log proves nothing.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isProgram } from '../project.ts';

/** What leaves the computer begins with one of these: a request, a connection made ahead of one, a look-up. */
const LEAVING_EVENTS = ['URL_REQUEST_START_JOB', 'HTTP_STREAM_JOB_CONTROLLER', 'HOST_RESOLVER_MANAGER_REQUEST'];
/** What follows the log's last whole event, one a line. */
const LAST_EVENT_END = /,?\r?\n[^\n]*$/;

interface NetLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly {
    readonly type: number;
    readonly params?: { readonly url?: string; readonly host?: string };
  }[];
}

export interface Contact {
  readonly host: string;
  /** How it shows: the event's name and address, the first time. */
  readonly evidence: string;
}

/** Every host of the log, once. @throws when the text is no network log or has no events: that would prove nothing. */
export function contactedHosts(text: string): Contact[] {
  const { constants, events } = parseNetLog(text);
  const names = new Map(LEAVING_EVENTS.map((name) => [constants.logEventTypes[name], name]));
  if (names.has(undefined)) throw new Error(`not a network log that knows ${LEAVING_EVENTS.join(', ')}`);
  if (events.length === 0) throw new Error('the network log has no events');
  const contacts = new Map<string, Contact>();
  for (const { type, params } of events) {
    const name = names.get(type);
    const address = params?.url ?? params?.host;
    if (name === undefined || address === undefined) continue;
    const host = hostOf(address);
    if (host !== '' && !contacts.has(host)) contacts.set(host, { host, evidence: `${name} ${address}` });
  }
  return [...contacts.values()];
}

/** Contacts with hosts that are not on the list. */
export function unconfiguredHosts(text: string, allowedHosts: readonly string[]): Contact[] {
  return contactedHosts(text).filter(({ host }) => !allowedHosts.includes(host));
}

/** A program that was killed leaves its log without an end. */
function parseNetLog(text: string): NetLog {
  try {
    return JSON.parse(text) as NetLog;
  } catch {
    return JSON.parse(`${text.replace(LAST_EVENT_END, '')}]}`) as NetLog;
  }
}

/** Look-ups write `host`, `host:port` or `scheme://host:port`; addresses of the program itself have no host to contact. */
function hostOf(address: string): string {
  const url = address.includes('://') ? URL.parse(address) : URL.parse(`https://${address}`);
  return url !== null && /^(?:https?|wss?):$/.test(url.protocol) ? url.hostname : '';
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { allow: { type: 'string', multiple: true, default: [] } },
  });
  try {
    const contacts = positionals.flatMap((file) => unconfiguredHosts(readFileSync(file, 'utf8'), values.allow));
    for (const { host, evidence } of contacts) console.error(`${host} is not configured: ${evidence}`);
    if (positionals.length === 0) throw new Error('no network log was named');
    return contacts.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
}

if (isProgram(import.meta.filename)) process.exitCode = main();
