/** The script that runs a sandboxed preload in a page: Electron's page half, the preload, and a scope around both. */
export interface PreloadParts {
  /** Text of dist/preview/renderer.js, which defines `previewElectron`. */
  renderer: string;
  /** Text of the app's preload, CommonJS; empty when the window has none. */
  preload: string;
  additionalArguments: string[];
}

export function preloadScript({ renderer, preload, additionalArguments }: PreloadParts): string {
  // What a sandboxed preload finds in `process`; no environment, so that nothing leaks into pages.
  const process = {
    type: 'renderer',
    platform: globalThis.process.platform,
    arch: globalThis.process.arch,
    argv: additionalArguments,
    env: {},
    versions: {},
    sandboxed: true,
    contextIsolated: true,
  };
  return `(() => {
${renderer}
const process = ${JSON.stringify(process)};
const require = (id) => {
  if (id === 'electron') return previewElectron;
  throw new Error('module not found: ' + id);
};
const module = { exports: {} }, exports = module.exports;
${preload}
})();
`;
}
