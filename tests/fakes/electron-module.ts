/** What `import 'electron'` gives under plain Node, where there is no Electron: nothing. For electron-store in unit tests. */
export default {};
