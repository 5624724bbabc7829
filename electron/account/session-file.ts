/**
 * The session on disk, so that it survives a restart: one private file, sealed by the operating system's secret store
 * where there is one. Keys of such stores get lost, so a file that cannot be opened means signed out, never a failure.
 *
 * A session belongs to the service that handed it out: whoever starts Parley with another one must not get its token.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { signInAnswer } from '../../common/wire/tenant.ts';
import { ensurePrivateDirectory, setAside, writeFileAtomic } from '../atomic-file.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { errorCodeOf } from '../error-code.ts';

const FILE_NAME = 'session.json';
const FILE_VERSION = 2;
const MAX_FILE_BYTES = 256 * 1024;

/** What the service handed out at sign-in, beside the policy, and the account name that was typed. */
export type AccountSession = z.infer<typeof accountSession>;
const accountSession = signInAnswer.omit({ policy: true }).extend({ account: z.string() });

/** `service`: the origin that handed the session out. */
const boundSession = z.object({ service: z.string(), session: accountSession });
const sessionFile = z.union([
  boundSession.extend({ version: z.literal(FILE_VERSION) }),
  z.object({ version: z.literal(FILE_VERSION), sealed: z.base64() }),
]);

/** The operating system's secret store; both may reject. */
export interface SecretStore {
  encrypt(text: string): Promise<Uint8Array>;
  decrypt(sealed: Uint8Array): Promise<string>;
}

export interface SessionFile {
  /** Null when there is none that can be used with this service. */
  load(): Promise<AccountSession | null>;
  /** Writes unless something else was saved or removed meanwhile. A failure is logged; the session then ends with the app. */
  save(session: AccountSession): Promise<void>;
  remove(): void;
}

export interface SessionFileOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secrets: SecretStore | null;
  /** Origin of the organization's service; null without one. */
  readonly service: string | null;
}

export function createSessionFile({ directory, clock, logger, secrets, service }: SessionFileOptions): SessionFile {
  const file = path.join(directory, FILE_NAME);
  let generation = 0;

  async function open(content: z.infer<typeof sessionFile>): Promise<z.infer<typeof boundSession> | null> {
    if ('session' in content) return content;
    if (!secrets) {
      logger.warn('The saved session is sealed and there is no secret store to open it');
      return null;
    }
    try {
      return boundSession.parse(JSON.parse(await secrets.decrypt(Buffer.from(content.sealed, 'base64'))));
    } catch {
      // Left in place: the store may only be locked now.
      logger.warn('The saved session could not be opened');
      return null;
    }
  }

  return {
    async load() {
      const content = readContent();
      const bound = content && (await open(content));
      if (bound === null || bound.service === service) return bound && bound.session;
      // Left in place: the switch or policy that names another service may go again.
      logger.warn('The saved session is of another service');
      return null;
    },
    async save(session) {
      const own = ++generation;
      const bound = { service: service ?? '', session };
      try {
        const content = secrets
          ? {
              version: FILE_VERSION,
              sealed: Buffer.from(await secrets.encrypt(JSON.stringify(bound))).toString('base64'),
            }
          : { version: FILE_VERSION, ...bound };
        if (own !== generation) return;
        ensurePrivateDirectory(directory);
        writeFileAtomic(file, JSON.stringify(content));
      } catch (error) {
        logger.warn('The session could not be saved', { code: errorCodeOf(error) });
      }
    },
    remove() {
      generation++;
      try {
        fs.rmSync(file, { force: true });
      } catch (error) {
        logger.error('The saved session could not be removed', { code: errorCodeOf(error) });
      }
    },
  };

  function readContent(): z.infer<typeof sessionFile> | null {
    try {
      if (fs.statSync(file).size > MAX_FILE_BYTES) throw new Error('the session file is too large');
      return sessionFile.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    } catch (error) {
      if (errorCodeOf(error) === 'ENOENT') return null;
      logger.warn('The saved session cannot be used', {
        code: errorCodeOf(error),
        keptAs: trySetAside(),
        template: 'session-unusable',
      });
      return null;
    }
  }
  function trySetAside(): string | null {
    try {
      return setAside(file, clock.now());
    } catch {
      return null;
    }
  }
}
