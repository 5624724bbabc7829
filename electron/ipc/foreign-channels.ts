/** Channels that libraries open behind our back. */

/**
 * electron-store registers a synchronous channel without a sender check when a store is made; nothing of ours uses it.
 * A test compares all channels and listeners with the contract.
 */
export function closeForeignChannels(ipcMain: { removeAllListeners(channel: string): unknown }): void {
  ipcMain.removeAllListeners('electron-store-get-data');
}
