/** `node --import ./preview/register.ts dist/electron/main.mjs`: the shipped bundle, with `electron` resolved to the preview. */
import { registerHooks } from 'node:module';

const url = new URL('./electron-main.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'electron' ? { url, shortCircuit: true } : nextResolve(specifier, context),
});
