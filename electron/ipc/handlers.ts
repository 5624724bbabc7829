/** What each call of the contract does. One line each where it can be; the work is in the parts. */
import type { Client } from '../state/client.ts';
import type { Account } from '../account/account.ts';
import type { ConsentLedger } from '../consent/consent-ledger.ts';
import type { ErrorReports } from '../errors/report-errors.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { OptionTab } from '../../common/ipc/contract.ts';
import { externalAddress } from '../windows/external-pages.ts';
import { principalOf } from '../state/facts.ts';
import { fail, ok } from '../../common/result.ts';
import type { CallHandlers } from './serve-calls.ts';

export interface HandlersDeps {
  readonly client: Client;
  readonly account: Account;
  readonly ledger: ConsentLedger;
  readonly telemetry: Telemetry;
  readonly errors: ErrorReports;
  openOptions(tab: OptionTab): void;
  finishFirstRun(isOptionsWanted: boolean): void;
  openExternal(address: string): Promise<void>;
  /** False when the system could not show it. */
  openLogFolder(): Promise<boolean>;
}

export function createHandlers(deps: HandlersDeps): CallHandlers {
  const { client, account, ledger, telemetry, errors } = deps;
  return {
    'app.snapshot': () => client.snapshot(),
    'options.set': (_caller, key, value) => {
      const result = client.setOption(key, value);
      if (result.ok && key === 'theme') telemetry.count('usage.features/ThemeChanged');
      return result;
    },
    'consent.set': (caller, choice, language) =>
      caller === 'options' ? client.choose(choice, language) : fail('not-allowed-here'),
    'consent.history': () => ledger.history(principalOf(account.state())),
    'account.signIn': (_caller, name, password) => account.signIn(name, password),
    'account.signOut': async () => {
      await account.signOut();
      return ok(null);
    },
    'account.remove': async () => {
      await client.removeAccount();
      return ok(null);
    },
    'account.setPresence': (_caller, presence) => {
      account.setPresence(presence);
      telemetry.count('usage.features/PresenceChanged');
      return ok(null);
    },
    'data.records': (_caller, query) => telemetry.records(query),
    'data.body': (_caller, batchId) => {
      const body = telemetry.body(batchId);
      return body ? ok(body) : fail('not-found');
    },
    'data.erase': (_caller, category) => telemetry.erase(category),
    'usage.count': (_caller, counter) => {
      telemetry.count(`usage.features/${counter}`);
      return null;
    },
    'errors.report': (_caller, error) => {
      errors.rendererError(error);
      return null;
    },
    'windows.openOptions': (_caller, tab) => {
      deps.openOptions(tab);
      return null;
    },
    'windows.finishFirstRun': (caller, isOptionsWanted) => {
      if (caller === 'first-run') deps.finishFirstRun(isOptionsWanted);
      return null;
    },
    'windows.openExternal': async (_caller, page) => {
      const address = externalAddress(page);
      if (!address) return fail('not-configured');
      await deps.openExternal(address);
      return ok(null);
    },
    'windows.openLogFolder': async () => ((await deps.openLogFolder()) ? ok(null) : fail('not-opened')),
  };
}
