/** The command line: what may be asked for, and the words in which a mistake is answered. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { SetupError } from '../../shared/private-files.ts';

export const USAGE = `Usage: node server/organization/tenant/main.ts COMMAND --data-dir=DIR [OPTIONS]

  registration     Create keys and tokens where they are missing; print what the vendor registers as one line of JSON.
                   --tenant-id=ID --name=NAME  (the first time)   or  --seed-development
  serve            Listen until SIGTERM or SIGINT.
                   --telemetry-url=URL [--host=127.0.0.1] [--port=0] [--seed-development]
                   [--public-url=https://HOST --trust-proxy=ADDRESS]  behind a proxy that ends TLS
  accounts add     --account=NAME@ORGANIZATION --name="DISPLAY NAME" --role=admin|user   (password on stdin)
  accounts remove  --account=NAME@ORGANIZATION   Also ends its sessions.
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const COMMANDS = {
  registration: { 'data-dir': text, 'tenant-id': text, name: text, 'seed-development': flag },
  serve: {
    'data-dir': text,
    'telemetry-url': text,
    host: text,
    port: text,
    'public-url': text,
    'trust-proxy': text,
    'seed-development': flag,
  },
  'accounts add': { 'data-dir': text, account: text, name: text, role: text },
  'accounts remove': { 'data-dir': text, account: text },
} as const satisfies Record<string, ParseArgsOptionsConfig>;
export type CommandName = keyof typeof COMMANDS;

export interface Command {
  readonly name: CommandName;
  /** The value of an option; undefined when it was left out. */
  option(name: string): string | undefined;
  /** The value of an option; throws a SetupError when it was left out. */
  required(name: string): string;
  has(name: string): boolean;
}

/** Throws a SetupError that says what is wrong. */
export function parseCommand(args: readonly string[]): Command {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const name = words.slice(0, words[0] === 'accounts' ? 2 : 1).join(' ');
  if (!isCommand(name)) throw new SetupError(`${name === '' ? 'No command' : `Unknown command: ${name}`}.\n\n${USAGE}`);
  const values = parse(args.slice(words[0] === 'accounts' ? 2 : 1), COMMANDS[name]);
  const option = (key: string): string | undefined => {
    const value = values[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    name,
    option,
    required(key) {
      const value = option(key);
      if (value === undefined) throw new SetupError(`--${key} is missing.\n\n${USAGE}`);
      return value;
    },
    has: (key) => values[key] === true,
  };
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

function parse(args: readonly string[], options: ParseArgsOptionsConfig): Record<string, unknown> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : 'The options cannot be read.'}\n\n${USAGE}`);
  }
}

/** A TCP port from its text; 0 takes a free one. */
export function readPort(value: string | undefined): number {
  if (value === undefined) return 0;
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new SetupError(`--port=${value} is not a port: expected 0 to 65535.`);
}

/** An http or https address without user, query and fragment. */
export function readUrl(option: string, value: string): URL {
  const url = URL.parse(value);
  const isPlain = url && ['http:', 'https:'].includes(url.protocol) && !url.username && !url.search && !url.hash;
  if (isPlain) return url;
  throw new SetupError(`--${option} is not an address: expected http://HOST[:PORT] or https://HOST[:PORT].`);
}
