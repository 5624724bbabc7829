/**
 * Links of the form `parley://options/<tab>`: they open a page of the Options window and do nothing else. Any web page
 * can hand one over, so exactly these are taken, and nothing of them is used but which one it is.
 */
import { OPTION_TABS, type OptionTab } from '../../common/ipc/contract.ts';

export const DEEP_LINK_SCHEME = 'parley';

/** @returns the tab, or null for anything that is not exactly one of our links */
export const parseDeepLink = (text: string): OptionTab | null =>
  OPTION_TABS.find((tab) => text === `${DEEP_LINK_SCHEME}://options/${tab}`) ?? null;

/** The first argument that claims to be a link of ours. Chromium adds arguments of its own and changes their order. */
export const linkAmong = (argv: readonly string[]): string | null =>
  argv.find((argument) => argument.toLowerCase().startsWith(`${DEEP_LINK_SCHEME}:`)) ?? null;

interface ProtocolClient {
  setAsDefaultProtocolClient(protocol: string, path?: string, args?: string[]): boolean;
}

/**
 * Makes the system open our links with Parley. A development build leaves them to an installed one, and on Linux the
 * package's desktop entry says it.
 */
export function claimDeepLinks(
  app: ProtocolClient,
  platform: NodeJS.Platform,
  isPackaged: boolean,
  executable: string,
): void {
  if (!isPackaged || platform === 'linux') return;
  // After `--` nothing is a switch any more: a link with quotes in it cannot bring switches along.
  if (platform === 'win32') app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME, executable, ['--']);
  else app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
}
