/**
 * What must be said to Electron before it is ready, before the lock is taken and before anything is stored: local
 * folders, never the roaming default, and a name apart for development builds.
 */
import path from 'node:path';
import { ensurePrivateDirectory } from '../atomic-file.ts';
import { appName, appUserModelId } from '../data-paths.ts';
import type { AppSurface, ProtocolSurface } from '../surface.ts';

/** Private folders below the data folder; each part has one of its own. */
export interface DataFolders {
  readonly data: string;
  readonly logs: string;
  readonly dumps: string;
  readonly account: string;
  readonly consent: string;
  readonly telemetry: string;
}

export function prepareApp(app: AppSurface, protocol: ProtocolSurface, data: string): DataFolders {
  const session = path.join(data, 'session');
  const folders: DataFolders = {
    data,
    logs: path.join(data, 'logs'),
    dumps: path.join(data, 'crashes'),
    account: path.join(data, 'account'),
    consent: path.join(data, 'consent'),
    telemetry: path.join(data, 'telemetry'),
  };
  // Electron wants these to exist before it is told of them.
  for (const folder of [data, session, folders.dumps, folders.account]) ensurePrivateDirectory(folder);
  app.setName(appName(app.isPackaged));
  app.setAppUserModelId(appUserModelId(app.isPackaged));
  app.setPath('userData', data);
  app.setPath('sessionData', session);
  app.setPath('crashDumps', folders.dumps);
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
  return folders;
}
